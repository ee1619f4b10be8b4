import { expect, test } from 'vitest';
import { minutesWords } from './field-work-words.ts';
import { minutesTyped } from './minutes.ts';

test.each([
  ['90', 90],
  ['1:30', 90],
  ['1 h 30', 90],
  ['1h 30 min', 90],
  ['1.5 h', 90],
  ['1,25 hours', 75],
  ['2h', 120],
  ['45 min', 45],
  ['0', 0],
  ['', null],
  ['soon', null],
  ['-5', null],
  ['1:75', null],
  ['1.5', null],
])('%j is %j minutes', (typed, minutes) => {
  expect(minutesTyped(typed)).toBe(minutes);
});

test.each([1, 59, 60, 61, 90, 120, 1_440])('%d minutes are read back from their words', (minutes) => {
  expect(minutesTyped(minutesWords(minutes))).toBe(minutes);
});
