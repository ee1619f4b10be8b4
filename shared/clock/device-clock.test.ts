import { expect, test } from 'vitest';
import { jumpOf, serverTime } from './device-clock.ts';

const now = 1_800_000_000_000;
const min = 60_000;
const day = 86_400_000;
const year = 365.25 * day;

test.each([
  ['2099', 73 * year],
  ['1999', -27 * year],
  ['the present', 0],
])('a clock in %s tells the server’s time once its skew is known (M2)', (_, off) => {
  const clock = { skewMs: -off, lastSyncAt: now + off - 5 * min };
  expect(serverTime(now + off, clock)).toBe(now);
});

test('a clock that fell back offline does not take the time to before the last contact (M2)', () => {
  expect(serverTime(now - 27 * year, { skewMs: 0, lastSyncAt: now - 5 * min })).toBe(now - 5 * min);
});

test.each<[string, number, number | null, number, number | null]>([
  ['went back since the last contact', now - 2 * min, now, 0, -2 * min],
  ['went back within the tolerance', now - min, now, 0, null],
  ['went back under a running window', now, now - 5 * min, -3 * min, -3 * min],
  ['is in another century', now + 73 * year, now, 0, 73 * year],
  ['is in another century, and the window saw it', now + 73 * year, now, 73 * year, 73 * year],
  ['went ahead by years before the first contact', now + 73 * year, null, 73 * year, 73 * year],
  ['went on while the window slept for a night', now + 0.4 * day, now, 0.4 * day, null],
  ['went on while the device lay in a drawer', now + 90 * day, now, 0, null],
  ['is right', now, now - 5 * min, 0, null],
  ['was never compared', now, null, 0, null],
])('a clock that %s (M2)', (_, at, lastSyncAt, driftMs, jump) => {
  expect(jumpOf(at, lastSyncAt, driftMs)).toBe(jump);
});
