import { expect, test } from 'vitest';
import type { Stuck, SyncStatus } from '../../queries/types.ts';
import { chipDetail, clockSentence, jumpSentence, stateSentence, stuckSentence } from './sync-words.ts';

const now = 1_800_000_000_000;
const min = 60_000;
const base: SyncStatus = {
  state: 'synced',
  waiting: 0,
  refused: 0,
  oldestAt: null,
  lastSyncAt: now - 2 * min,
  offlineSince: null,
  skewMs: 0,
  notice: null,
  nextTryAt: null,
  paused: false,
  stuck: null,
};

test.each<[Partial<SyncStatus>, string, string]>([
  [{}, '2 min ago', 'Everything here has reached the office.'],
  [{ state: 'queued', waiting: 1 }, '1 waiting', '1 change waits to be sent.'],
  [{ state: 'queued', waiting: 3 }, '3 waiting', '3 changes wait to be sent.'],
  [{ state: 'sending', waiting: 3 }, '3 waiting', 'Sending 3 changes.'],
  [{ state: 'sending' }, '2 min ago', 'Talking to the office.'],
  [{ state: 'filling', lastSyncAt: null }, 'first delivery', 'Bringing your tickets to this device.'],
  [{ state: 'offline', offlineSince: now - 90 * min }, 'for 1 h', 'No network. You can go on working.'],
  [{ state: 'offline', waiting: 2 }, '2 waiting', 'No network. 2 changes kept on this device.'],
  [{ state: 'waiting-for-sign-in', waiting: 2 }, '2 waiting', 'Sign in again to send 2 changes.'],
  [{ state: 'trouble', lastSyncAt: null }, 'not yet', 'Syncing does not work.'],
  [{ state: 'queued', waiting: 2, refused: 1 }, '2 waiting, 1 refused', '2 changes wait to be sent.'],
])('the chip for %j', (change, detail, sentence) => {
  const status = { ...base, ...change };
  expect(chipDetail(status, now)).toBe(detail);
  expect(stateSentence(status)).toBe(sentence);
});

test.each([
  [5 * min, 'This device’s clock is 5 min behind.'],
  [-5 * min, 'This device’s clock is 5 min ahead.'],
])('a clock %d ms off says so', (skewMs, start) => {
  expect(clockSentence(skewMs)).toContain(start);
});

test.each<[Partial<Stuck>, RegExp]>([
  [
    { did: 'restarted', freedAt: null },
    /6 min .* Nothing is lost\. Waypost has begun sending anew, and tries on/,
  ],
  [{ did: 'restarted', freedAt: now }, /begun sending anew, and it moves again/],
  [{ did: 'took-the-lead', freedAt: null }, /This window has taken over sending/],
])('what the watchdog says for %j', (found, words) => {
  const stuck: Stuck = {
    at: now,
    forMs: 6 * min,
    did: 'restarted',
    freedAt: null,
    diagnosis: '{}',
    ...found,
  };
  expect(stuckSentence(stuck)).toMatch(words);
});

test.each([
  [-73 * 365 * 24 * 60 * min, 'jumped 73 y back since it last reached the office. Your work is safe'],
  [400 * 24 * 60 * min, 'jumped 13 mo ahead since'],
])('a clock that jumped by %d ms says so before any contact', (jumpMs, words) => {
  expect(jumpSentence(jumpMs)).toContain(words);
});

test.each([0, 59_000, -59_000])('a clock %d ms off says nothing', (skewMs) => {
  expect(clockSentence(skewMs)).toBeNull();
});

test.each([
  [-73 * 365 * 24 * 60 * min, '73 y ahead'],
  [27 * 365 * 24 * 60 * min, '27 y behind'],
])('a device in another century is told by how much, and that its work is safe', (skewMs, words) => {
  expect(clockSentence(skewMs)).toContain(words);
  expect(clockSentence(skewMs)).toContain('Your work is safe');
});
