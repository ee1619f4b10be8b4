import { expect, test } from 'vitest';
import { stampAt } from '../../../shared/clock/stamp.ts';
import { withoutKept, type Conflict } from '../../../shared/model/conflict.ts';
import { conflictSentence, subjectLabel, subjectOfConflict, valueWords } from './conflict-words.ts';
import type { Names } from './names.ts';
import { nearTime } from './time-words.ts';

const names: Names = {
  tagColor: () => 'grey',
  person: (id) => (id === 'a' ? 'Ana' : 'someone'),
  team: () => 'North',
  tag: () => 'pump',
  category: () => 'Water',
  field: () => 'Meter',
};
const at = 1_700_000_000_000;
const time = nearTime(at, at);
const conflict = (over: Partial<Conflict>): Conflict => ({
  id: 'c', ticketId: 't', kind: 1, rowId: 't', register: 'priority', ruled: false, resolution: null, resolvedAt: null, aged: false,
  lostValue: { priority: 'low' }, lostBy: 'me', lostR: 2, lostN: 1, lostS: stampAt(at - 1),
  keptValue: { priority: 'high' }, keptBy: 'a', keptR: 3, keptN: 1, keptS: stampAt(at), r: 3, n: 1, s: 1, ...over,
}); // prettier-ignore

test.each<[string, Partial<Conflict>, string]>([
  ['a field', {}, `Ana changed the priority to High at ${time} while you set it to Low.`],
  ['oneself', { keptBy: 'me' }, `You, on another device, changed the priority to High at ${time} while you set it to Low.`],
  ['nobody', { keptBy: null }, `Waypost changed the priority to High at ${time} while you set it to Low.`],
  ['a text', { register: 'title', lostValue: { title: 'x' }, keptValue: { title: 'y' } }, `Ana changed the title at ${time} while you edited it.`],
  ['a custom field', { kind: 5, register: 'row', rowId: 'f', lostValue: { value: 1 }, keptValue: { value: null } }, `Ana changed Meter to empty at ${time} while you set it to 1.`],
  ['a tag', { kind: 4, register: 'row', lostValue: { removed: true }, keptValue: { removed: false } }, `Ana changed the tag pump to on at ${time} while you set it to off.`],
  ['first write wins', { ruled: true }, `Ana changed the priority to High at ${time}. Yours (Low) came after it, and your workspace keeps the first.`],
])('%s', (_what, over, words) => {
  expect(conflictSentence(conflict(over), 'me', names, at)).toBe(words);
}); // prettier-ignore

test('what is gone names nobody and nothing but what was one’s own', () => {
  const sentence = conflictSentence(withoutKept(conflict({})), 'me', names, at);
  expect(sentence).toBe(
    'This ticket is not shared with you any more. Your change of the priority did not come to stand.',
  );
});

test.each<[string, object, string, string]>([
  ['status', { status: 'resolved', resolvedAt: 1 }, 'Status', 'Resolved'],
  ['status', { status: 'frozen' }, 'Status', 'unknown'],
  ['priority', { priority: 'urgent', deadline: 1 }, 'Priority', 'Urgent'],
  ['assignee', { assigneeId: 'a', teamId: 'n' }, 'Assignment', 'Ana, team North'],
  ['assignee', { assigneeId: null, teamId: null }, 'Assignment', 'nobody'],
  ['category', { categoryId: 'c' }, 'Category', 'Water'],
  ['category', { categoryId: null }, 'Category', 'none'],
  ['requester', { requesterId: 'a' }, 'Requester', 'Ana'],
  ['description', { description: '' }, 'Description', 'empty'],
  ['place', { address: null, latitude: 1, longitude: 2 }, 'Place', '1, 2'],
  ['place', { address: 'Quay 4', latitude: 1, longitude: 2 }, 'Place', 'Quay 4'],
  ['appointment', { startsAt: null, endsAt: null }, 'Appointment', 'none'],
  ['mood', { mood: 'x' }, 'Something', 'another value'],
])('%s %j', (register, value, label, words) => {
  const subject = subjectOfConflict(conflict({ register }));
  expect([subjectLabel(subject, names), valueWords(subject, { ...value }, names)]).toEqual([label, words]);
});
