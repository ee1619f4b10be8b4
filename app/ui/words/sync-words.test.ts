import { expect, test } from 'vitest';
import type { Stuck, SyncStatus } from '../../queries/types.ts';
import {
  BACKLOG_AGE_MS,
  BACKLOG_CHANGES,
  backlogOf,
  backlogSentence,
  chipDetail,
  clockSentence,
  jumpSentence,
  stateSentence,
  stuckSentence,
  toneOf,
} from './sync-words.ts';
import { base, now } from './testing/sync-status.ts';

const min = 60_000;

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
  [
    { state: 'sending', files: 2 },
    '2 files on the way',
    'All words have reached the office. Sending 2 files.',
  ],
  [{ state: 'sending', waiting: 1, files: 2 }, '1 waiting', 'Sending 1 change.'],
  [{ state: 'offline', files: 1 }, '1 file on the way', 'No network. 1 file kept on this device.'],
  [{ filesStuck: 1 }, '1 file not sent', 'All words have reached the office; 1 file of yours has not.'],
  [{ state: 'queued', waiting: 2, refused: 1 }, '2 waiting, 1 refused', '2 changes wait to be sent.'],
])('the chip for %j', (change, detail, sentence) => {
  const status = { ...base, ...change };
  expect(chipDetail(status, now)).toBe(detail);
  expect(stateSentence(status)).toBe(sentence);
});

const day = 24 * 60 * min;

test.each<[string, Partial<SyncStatus>, string, string, RegExp | null]>([
  ['a day out', { waiting: 60, oldestAt: now - day }, 'held', '60 waiting', null],
  ['just under both bounds', { waiting: 199, oldestAt: now - 3 * day + 1 }, 'held', '199 waiting', null],
  [
    'three days',
    { waiting: 1, oldestAt: now - 3 * day },
    'heavy',
    '1 waiting for 3 d',
    /^1 change waits here for 3 d\. It is safe on this device, and nowhere else yet: .* When you next have a network, leave Waypost open until it is sent\.$/,
  ],
  [
    'a week in the field',
    { waiting: 312, oldestAt: now - 7 * day },
    'heavy',
    '312 waiting up to 7 d',
    /^312 changes wait here, the oldest for 7 d\. All of them are safe on this device, .* until they are sent\.$/,
  ],
  [
    'many in one day',
    { waiting: 1_200, oldestAt: now - day / 2 },
    'heavy',
    '1,200 waiting',
    /^1,200 changes wait here\. All/,
  ],
  [
    'with something refused there is no room for an age',
    { waiting: 312, oldestAt: now - 7 * day, refused: 2 },
    'heavy',
    '312 waiting, 2 refused',
    /the oldest for 7 d/,
  ],
  [
    'an ended session asks already',
    { state: 'waiting-for-sign-in', waiting: 5, oldestAt: now - 4 * day },
    'alert',
    '5 waiting up to 4 d',
    /Once you have signed in again, leave Waypost open until they are sent\.$/,
  ],
  [
    'a server in trouble',
    { state: 'trouble', waiting: 5, oldestAt: now - 4 * day },
    'alert',
    '5 waiting up to 4 d',
    /Waypost tries by itself\. .* details for support\.$/,
  ],
  [
    'on its way',
    { state: 'sending', waiting: 312, oldestAt: now - 7 * day },
    'busy',
    '312 waiting up to 7 d',
    /data\. Leave Waypost open until they are sent\.$/,
  ],
  [
    'only a file is left, just under the bound',
    { state: 'sending', files: 1, oldestFileAt: now - 3 * day + 1 },
    'busy',
    '1 file on the way',
    null,
  ],
  [
    'only a file is left, for three days',
    { state: 'sending', files: 1, oldestFileAt: now - 3 * day },
    'busy',
    '1 file on the way for 3 d',
    /^1 file waits here for 3 d\. It is safe on this device, and nowhere else yet: .* Leave Waypost open until it is sent\.$/,
  ],
  [
    'files for a week, one stuck, no network',
    { files: 2, filesStuck: 1, oldestFileAt: now - 7 * day },
    'heavy',
    '2 files on the way up to 7 d, 1 file not sent',
    /^2 files wait here, the oldest for 7 d\. All of them are safe on this device, /,
  ],
  [
    'a change of today behind a file of last week',
    { waiting: 1, oldestAt: now - min, files: 1, oldestFileAt: now - 7 * day },
    'heavy',
    '1 waiting',
    /^1 file waits here for 7 d\./,
  ],
  [
    'changes come before files',
    { waiting: 2, oldestAt: now - 4 * day, files: 1, oldestFileAt: now - 7 * day },
    'heavy',
    '2 waiting up to 4 d',
    /^2 changes wait here, the oldest for 4 d\./,
  ],
  ['a clock that was set back', { waiting: 3, oldestAt: now + 7 * day }, 'held', '3 waiting', null],
  ['nothing waits, whatever is told of its age', { oldestAt: now - 7 * day }, 'held', 'for 1 h', null],
])('a backlog (B1): %s', (_what, change, tone, detail, sentence) => {
  const status = { ...base, state: 'offline' as const, offlineSince: now - 90 * min, ...change };
  const backlog = backlogOf(status, now);
  expect(toneOf(status.state, backlog)).toBe(tone);
  expect(chipDetail(status, now, backlog)).toBe(detail);
  const said = backlog && backlogSentence(backlog, status.state);
  expect(said ?? '').toMatch(sentence ?? /^$/);
});

test('from 200 changes on, or from three days', () => {
  expect([BACKLOG_CHANGES, BACKLOG_AGE_MS]).toEqual([200, 3 * day]);
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
