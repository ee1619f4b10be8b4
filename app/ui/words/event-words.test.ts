import { expect, test } from 'vitest';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { eventWords } from './event-words.ts';
import type { Names } from './names.ts';
import { fullTime, nearTime } from './time-words.ts';

const names: Names = {
  tagColor: () => 'grey',
  person: (id) => ({ a: 'Ana', b: 'Bo' })[id ?? ''] ?? 'someone',
  team: (id) => (id === 'n' ? 'North' : 'a team'),
  tag: (id) => (id === 't' ? 'pump' : 'a tag'),
  category: (id) => (id === 'c' ? 'Water' : 'a category'),
  field: (id) => (id === 'f' ? 'Meter' : 'a field'),
};

const held = (assigneeId: string | null, teamId: string | null) => ({ assigneeId, teamId });
const place = (address: string | null, latitude: number | null = null, longitude: number | null = null) => ({
  address,
  latitude,
  longitude,
});
const field = (value: unknown) => ({ fieldId: 'f', value });

test.each<[EventKind, unknown, unknown, string]>([
  ['status', 'new', 'open', 'changed the status from New to Open'],
  ['status', 'new', 'frozen', 'changed the status from New to frozen'],
  ['priority', 'low', 'urgent', 'raised the priority from Low to Urgent'],
  ['priority', 'high', 'medium', 'lowered the priority from High to Medium'],
  ['assignee', held(null, null), held('a', null), 'assigned it to Ana'],
  ['assignee', held('a', null), held('b', 'n'), 'handed it from Ana to Bo, team North'],
  ['assignee', held('a', null), held(null, 'n'), 'handed it from Ana to team North'],
  ['assignee', held('a', 'n'), held(null, null), 'took it from Ana, team North; nobody has it now'],
  ['assignee', held('a', 'n'), held('b', 'n'), 'handed it from Ana to Bo'],
  ['assignee', held(null, 'n'), held('b', 'n'), 'assigned it to Bo'],
  ['assignee', held('a', null), held('a', 'n'), 'assigned it to team North'],
  ['assignee', held('a', 'n'), held('a', null), 'took it from team North'],
  ['assignee', null, null, 'left it unassigned'],
  ['title', 'Old', 'New one', 'renamed it from “Old” to “New one”'],
  ['description', 'x', 'y', 'edited the description'],
  ['category', null, 'c', 'set the category to Water'],
  ['category', 'c', null, 'removed the category Water'],
  ['category', 'c', 'gone', 'changed the category from Water to a category'],
  ['requester', 'a', 'b', 'changed the requester from Ana to Bo'],
  ['message-edited', null, { messageId: 'm' }, 'changed the words of a message'],
  ['message-redacted', null, { messageId: 'm' }, 'took back what a message said'],
  ['tag-added', null, 't', 'added the tag pump'],
  ['tag-removed', null, 't', 'removed the tag pump'],
  ['field', field(null), field(12), 'set Meter to 12'],
  ['field', field(true), field(false), 'set Meter to no (was yes)'],
  ['field', field('x'), field(null), 'cleared Meter (was x)'],
  ['place', place(null), place('Quay 7'), 'set the place to Quay 7'],
  ['place', place('Quay 7'), place(null, 1, 2), 'changed the place from Quay 7 to 1, 2'],
  ['place', place('Quay 7'), place(null), 'removed the place Quay 7'],
  [
    'appointment',
    { startsAt: null, endsAt: null },
    { startsAt: 0, endsAt: 3_600_000 },
    `set the appointment to ${fullTime(0)} – ${nearTime(3_600_000, 0)}`,
  ],
])('%s %j → %j', (what, oldValue, newValue, words) => {
  expect(eventWords({ what, oldValue, newValue }, names)).toBe(words);
});

const visit = (leftAt: number | null, over: object = {}) => ({
  arrivedAt: 0,
  leftAt,
  outcome: null,
  ...over,
});
const [since, until] = [`since ${fullTime(0)}`, `${fullTime(0)} – ${nearTime(3_600_000, 0)}`];
const time = (minutes: number, over: object = {}) => ({ day: '2026-11-24', minutes, ...over });

test.each<[EventKind, unknown, unknown, string]>([
  ['visit', null, visit(null), `wrote down a visit: ${since}`],
  ['visit', visit(null), visit(3_600_000, { outcome: 'done' }), `ended a visit: ${until}, Work done`],
  ['visit', visit(3_600_000), visit(null), `corrected a visit: ${since} (was ${until})`],
  ['visit', visit(null), visit(null), `changed the note on a visit: ${since}`],
  ['visit', visit(null, { personId: 'a' }), null, `took away a visit of Ana: ${since}`],
  ['signed', null, { name: 'Rosa Diaz' }, 'had Rosa Diaz sign for the visit'],
  ['time', null, time(45), 'wrote down time: 45 min on 2026-11-24'],
  ['time', time(45), time(60), 'corrected time: 1 h on 2026-11-24 (was 45 min on 2026-11-24)'],
  ['time', time(45, { personId: 'a' }), null, 'took away time of Ana: 45 min on 2026-11-24'],
])('of work on the spot: %s %j → %j', (what, oldValue, newValue, words) => {
  expect(eventWords({ what, oldValue, newValue }, names)).toBe(words);
});
