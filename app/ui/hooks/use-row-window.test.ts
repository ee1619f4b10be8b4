import { expect, test } from 'vitest';
import { rowsInPage, rowsInSight } from './use-row-window.ts';

test.each([
  ['at the top', 0, 500, 50, 0, 9],
  ['half a row down', 25, 500, 50, 0, 10],
  ['a whole row down', 50, 500, 50, 1, 10],
  ['before it is laid out', 0, 0, 50, 0, -1],
  ['dragged over the top, as touch screens let one', -30, 500, 50, -1, 9],
])('rows in sight %s', (_, offset, height, rowPx, first, last) => {
  expect(rowsInSight(offset, height, rowPx)).toEqual({ first, last });
});

const from = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, step) => first + step);

test.each([
  ['the start of a long list', { first: 0, last: 9 }, 1_000, -1, from(0, 17)],
  ['its middle', { first: 500, last: 510 }, 1_000, -1, from(492, 518)],
  ['its end', { first: 990, last: 999 }, 1_000, -1, from(982, 999)],
  ['a short list', { first: 0, last: 9 }, 3, -1, [0, 1, 2]],
  ['an empty list', { first: 0, last: 9 }, 0, -1, []],
  ['the end of a list that has just grown short', { first: 500, last: 509 }, 20, -1, from(2, 19)],
  ['the row with the focus, far above', { first: 500, last: 510 }, 1_000, 3, [3, ...from(492, 518)]],
  ['the row with the focus, far below', { first: 0, last: 9 }, 1_000, 700, [...from(0, 17), 700]],
  ['a row with the focus that is in sight', { first: 0, last: 9 }, 1_000, 4, from(0, 17)],
  ['a row with the focus that went', { first: 0, last: 9 }, 5, 9, from(0, 4)],
  ['before it is laid out', { first: 0, last: -1 }, 1_000, -1, from(0, 7)],
])('the page holds %s', (_, inSight, count, kept, expected) => {
  expect(rowsInPage(inSight, count, kept)).toEqual(expected);
});
