import { expect, test } from 'vitest';
import { mutationNames } from '../../../shared/mutations/registry.ts';
import { serverActions } from '../../../shared/model/server-action.ts';
import { actionLabel, actionWords, auditDetails, doneWords } from './audit-words.ts';
import { namesOf } from './names.ts';
import { fullTime } from './time-words.ts';

const none = new Map<string, never>();
const mark = { r: 1, n: 1, s: 1 };
const names = namesOf({
  people: new Map([['ana', { id: 'ana', name: 'Ana' }]]),
  teams: new Map([['north', { id: 'north', name: 'North', archived: false, ...mark }]]),
  memberships: [], categories: none, tags: none, fields: none, policies: none, settings: none, waiting: new Set(),
}); // prettier-ignore
const details = (over: Partial<Parameters<typeof auditDetails>[0]>) =>
  auditDetails({ changes: null, asked: null, refused: null, ...over }, names);

test('all that the log names has words, and what is not known is called by its name', () => {
  const named = [...mutationNames, ...serverActions];
  expect(named.filter((name) => !(name in actionWords))).toEqual([]);
  expect(actionLabel('later.thing')).toBe('later.thing');
});

test.each([
  [[['ticket/t', 'priority', { priority: 'low' }, { priority: 'high' }]], ['Priority: Low → High']],
  [
    [['ticket/t', 'assignee', { assigneeId: null, teamId: null }, { assigneeId: 'ana', teamId: 'north' }]],
    ['Assignment: nobody → Ana, team North'],
  ],
  [[['ticket/t', 'archive', { archivedAt: null }, { archivedAt: 5 }]], ['Off the devices']],
  [[['ticket/t', 'archive', { archivedAt: 5 }, { archivedAt: null }]], ['Back on the devices']],
  [[['setting/s', 'row', { value: { name: 'a' } }, { value: { name: 'b' } }]], ['value.name: a → b']],
  [
    [['team/t', 'row', { name: 'North', archived: false }, { name: 'East', archived: true }]],
    ['name: North → East', 'archived: false → true'],
  ],
  [[['ticketTag/t/x', 'row', null, { ticketId: 't', id: 'x', removed: false }]], ['Tag –: on']],
  [[['fieldValue/t/x', 'row', { value: 'A' }, { value: 'B' }]], ['a field: A → B']],
  [
    [['policy/00000000-0000-8000-8000-000000000013', 'row', { value: 7 }, { value: 3 }]],
    [
      'A reply reopens a resolved ticket for “3 days” (before: A reply reopens a resolved ticket for “7 days”)',
    ],
  ],
  [
    [['check/t/i', 'row', { done: false }, { done: true, byId: 'ana', at: 5 }]],
    ['Tick on the checklist: not done → done'],
  ],
  [
    [['signature/t/v', 'row', null, { path: 'M1 2 3 4', name: 'R. Meyer', at: 5 }]],
    ['Signature: by R. Meyer'],
  ],
  [[['later/x', 'row', null, { a: 1 }]], ['a: 1']],
  [[['', 'export.note', null, { what: 'people', count: 3 }]], ['what: people', 'count: 3']],
  [[7, null], []],
  [{ words: 'pump', found: 2 }, ['words: pump', 'found: 2']],
  [null, []],
])('%j', (changes, lines) => {
  expect(details({ changes })).toEqual(lines);
});

test('of what was refused it says what was asked for, and nothing long', () => {
  expect(details({ refused: 'not-allowed', asked: { to: 'open' }, changes: [] })).toEqual(['to: open']);
  expect(details({ changes: { words: 'x'.repeat(200) } })[0]).toHaveLength('words: '.length + 80);
});

const at = Date.UTC(2026, 10, 5, 12);
const exact = { at, claimedAt: at, claimedRaw: at, clamped: false };
const inAnHour = at + 3_600_000;
test.each([
  ['in time', exact, null],
  ['without a device', { ...exact, claimedRaw: null }, null],
  ['offline', { ...exact, claimedAt: at - 3_600_000 }, `done ${fullTime(at - 3_600_000)}`],
  ['ahead of its arrival', { ...exact, claimedRaw: inAnHour, clamped: true }, `the device’s clock said ${fullTime(inAnHour)}, counted as ${fullTime(at)}`],
  ['before it could have been', { ...exact, claimedAt: at - 60_000, claimedRaw: 0, clamped: true }, `the device’s clock said ${fullTime(0)}, counted as ${fullTime(at - 60_000)}`],
  ['at no time at all', { ...exact, claimedRaw: 9e15, clamped: true }, `the device’s clock said a time that does not exist, counted as ${fullTime(at)}`],
] as const)('when it was done: %s', (_name, times, words) => {
  expect(doneWords(times)).toBe(words);
}); // prettier-ignore
