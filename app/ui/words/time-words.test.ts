import { describe, expect, test } from 'vitest';
import { agoWords, deadlineWords, spanWords } from './time-words.ts';

const s = 1_000;
const min = 60 * s;
const h = 60 * min;
const d = 24 * h;

test.each([
  [0, 'under 1 min'],
  [59 * s, 'under 1 min'],
  [60 * s, '1 min'],
  [59 * min, '59 min'],
  [h, '1 h'],
  [23.9 * h, '23 h'],
  [d, '1 d'],
  [-3 * d, '3 d'],
  [20 * d, '20 d'],
  [22 * d, '3 wk'],
  [90 * d, '3 mo'],
  [800 * d, '2 y'],
])('a span of %d ms is %s', (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

test.each([
  [10 * s, 'just now'],
  [-5 * min, 'just now'],
  [5 * min, '5 min ago'],
])('%d ms before now is %s', (ms, words) => {
  expect(agoWords(1_000_000_000 - ms, 1_000_000_000)).toBe(words);
});

describe('a deadline', () => {
  test.each([
    [-1, 'overdue under 1 min', 'overdue'],
    [-2 * d, 'overdue 2 d', 'overdue'],
    [0, 'due in under 1 min', 'soon'],
    [3 * h, 'due in 3 h', 'soon'],
    [4 * h, 'due in 4 h', 'later'],
  ])('%d ms away says %s', (left, words, urgency) => {
    expect(deadlineWords(1_000_000_000 + left, 1_000_000_000)).toEqual({ words, urgency });
  });
});
