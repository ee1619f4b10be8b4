import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test.each([
  [0, 1, null, 1_000],
  [1, 1, null, 2_000],
  [3, 0.5, null, 4_000],
  [0, 0, null, 1],
  [10, 0.001, null, 60],
  [10, 1, null, 60_000],
  [1_000, 1, null, 60_000],
  [0, 0.5, 30_000, 30_500],
  [9, 1, 1_000, 61_000],
])('after %i failures, chance %f, told to wait %s: %i ms', (failures, random, told, expected) => {
  expect(backoffMs(failures, random, told)).toBe(expected);
});
