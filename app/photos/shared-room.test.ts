import { describe, expect, test } from 'vitest';
import { countLeftOut, roomFor, SHARED_ROOM } from './shared-room.ts';

const MB = 1024 * 1024;
const files = (...sizes: number[]): { size: number }[] => sizes.map((size) => ({ size }));
const outcome = (waiting: number[], given: number[]) => {
  const { taken, left } = roomFor(files(...waiting), files(...given));
  return [taken.map(({ size }) => size), left];
};

describe('of what is shared as much is taken as may wait', () => {
  test.each([
    ['all of a few', [], [MB, 2 * MB], [MB, 2 * MB], []],
    ['smaller ones after one for which there is no room', [60 * MB], [50 * MB, 3 * MB, 41 * MB, MB], [3 * MB, MB], ['too-much', 'too-much']],
    ['smaller ones after one that is larger than all room', [], [101 * MB, MB], [MB], ['too-large']],
    ['just as much as there is room', [60 * MB], [40 * MB, 1], [40 * MB], ['too-much']],
  ])('%s', (_, waiting, given, taken, left) => expect(outcome(waiting, given)).toEqual([taken, left])); // prettier-ignore

  test('no more than go with one message', () => {
    const given = Array.from({ length: 23 }, () => 1);
    expect(outcome([1], given)).toEqual([given.slice(0, 19), Array.from({ length: 4 }, () => 'too-many')]);
    expect(SHARED_ROOM.files).toBe(20);
  });
});

test('what is left out is added to what was left out before', () => {
  expect(countLeftOut({ 'too-many': 2 }, ['too-many', 'disk-full', 'disk-full'])).toEqual({
    'too-many': 3,
    'disk-full': 2,
  });
  expect(countLeftOut({}, [])).toEqual({});
});
