import { expect, test } from 'vitest';
import { arrival, LATE_MS } from './arrival.ts';

test.each([
  ['at once', 0, null],
  ['within a minute', LATE_MS, null],
  ['later than that', LATE_MS + 1, 1_000 + LATE_MS + 1],
  ['two days later', 172_800_000, 172_801_000],
  ['before it was done, by a clock a second ahead', -1_000, null],
])('what came %s', (_, after, says) => {
  expect(arrival(1_000, 1_000 + after)).toBe(says);
});
