import { expect, test } from 'vitest';
import { kindCodes } from '../../../shared/model/rows.ts';
import { stampAt } from '../../../shared/clock/stamp.ts';
import { withoutKept, type Conflict } from '../../../shared/model/conflict.ts';
import {
  conflictSentence,
  sideWords,
  subjectLabel,
  subjectOfConflict,
  valueWords,
} from './conflict-words.ts';
import type { Names } from './names.ts';
import { fullTime, nearTime } from './time-words.ts';

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
    'What stands there now cannot be shown: its ticket is in the archive, or it is not shared with you. Your change of the priority did not come to stand.',
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

const item = (id: string, position: number, removed = false) => ({ id, position, removed });
const list = [item('a', 10), item('b', 20), item('off', 25, true), item('me', 30), item('c', 40)];
const valve = { text: 'Close the valve', removed: false };
const hour = { day: '2026-11-22', minutes: 60 };
const spent = '1 h on 2026-11-22';
const signed = { name: 'Rita', path: null };

test.each<[string, 'checkItem' | 'timeEntry' | 'signature' | 'visit', object, object, [string, string]]>([
  ['two moves', 'checkItem', { ...valve, position: 5 }, { ...valve, position: 35 }, ['“Close the valve”, 1st in the list', '“Close the valve”, 3rd in the list']],
  ['a move over the same items', 'checkItem', { ...valve, position: 21 }, { ...valve, position: 22 }, ['“Close the valve”, further up the list', '“Close the valve”, further down the list']],
  ['two texts in one place', 'checkItem', { ...valve, position: 5 }, { ...valve, text: 'Open it', position: 5 }, ['“Close the valve”', '“Open it”']],
  ['a move and a removal', 'checkItem', { ...valve, position: 35 }, { ...valve, removed: true, position: 5 }, ['“Close the valve”, 3rd in the list', '“Close the valve”, taken away']],
  ['two notes', 'timeEntry', { ...hour, note: 'Oil fetched' }, { ...hour, note: '' }, [`${spent}, “Oil fetched”`, `${spent}, without a note`]],
  ['one note', 'timeEntry', { ...hour, note: 'Oil' }, { ...hour, minutes: 30, note: 'Oil' }, [spent, '30 min on 2026-11-22']],
  ['two signatures of one name', 'signature', { ...signed, at }, { ...signed, at: at + 3_600_000 }, [`by Rita, ${fullTime(at)}`, `by Rita, ${fullTime(at + 3_600_000)}`]],
  ['two of one minute', 'signature', { ...signed, at }, { ...signed, path: 'M1 2 3 4', at }, ['by Rita, typed', 'by Rita, drawn']],
  ['two names', 'signature', { ...signed, at }, { ...signed, name: 'Rolf', at: at + 3_600_000 }, ['by Rita', 'by Rolf']],
])('the two sides never read the same: %s', (_what, kind, one, two, sides) => {
  const subject = { kind, rowId: 'me', register: 'row' };
  const side = (value: object, other: object) =>
    sideWords(subject, { ...value }, names, { other: { ...other }, list });
  expect([side(one, two), side(two, one)]).toEqual(sides);
}); // prettier-ignore

test('two moves of one item, in a sentence', () => {
  const moved = conflict({
    kind: kindCodes.checkItem,
    rowId: 'me',
    register: 'row',
    lostValue: { ...valve, position: 5 },
    keptValue: { ...valve, position: 50 },
  });
  expect(conflictSentence(moved, 'me', names, at, list)).toBe(
    `Ana changed the item of the checklist to “Close the valve”, 4th in the list at ${time} while you set it to “Close the valve”, 1st in the list.`,
  );
});
