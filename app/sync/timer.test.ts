import { expect, test } from 'vitest';
import { isPaused, leftToWait, timerAfter } from './timer.ts';

// R1: what the server asked for is cut short by nothing that happens beside it.

const now = 1_000_000;
const idle = { nextTryAt: null, pausedMs: null };
const paused = { nextTryAt: now + 5_000, pausedMs: 5_000 };

test.each([
  [
    'nothing was asked for: the next try is due when it says',
    { nextTryAt: now + 60, pausedMs: null },
    idle,
    idle,
  ],
  ['a success beside it', paused, idle, paused],
  ['a failure beside it that names no time', paused, { nextTryAt: now + 9_000, pausedMs: null }, paused],
  ['a shorter wish', paused, { nextTryAt: now + 2_000, pausedMs: 2_000 }, paused],
  [
    'a longer wish',
    paused,
    { nextTryAt: now + 8_000, pausedMs: 8_000 },
    { nextTryAt: now + 8_000, pausedMs: 8_000 },
  ],
  ['it is over', { nextTryAt: now - 1, pausedMs: 5_000 }, idle, idle],
  ['an app before this one wrote no pause', { nextTryAt: now + 5_000 }, idle, idle],
])('%s', (_what, before, next, after) => {
  expect(timerAfter(before, now, next)).toEqual(after);
});

test('a clock that was turned back stretches neither a wait nor a pause by more than the longest of its own', () => {
  const before = now - 10 * 365 * 86_400_000;
  expect(leftToWait({ nextTryAt: now, pausedMs: null }, before)).toBe(60_000);
  expect(leftToWait(paused, before)).toBe(65_000);
  expect([isPaused(paused, now), isPaused(paused, now + 5_000)]).toEqual([true, false]);
});
