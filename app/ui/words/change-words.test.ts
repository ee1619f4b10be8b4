import { expect, test } from 'vitest';
import { changeWords, typedText } from './change-words.ts';
import type { Names } from './names.ts';

const names: Names = {
  tagColor: () => 'grey',
  person: (id) => (id === 'a' ? 'Ana' : 'someone'),
  team: () => 'North',
  tag: () => 'pump',
  category: () => 'Water',
  field: () => 'Meter',
};
const on = { ticketNumber: '202611-0007', ticketTitle: 'Pump is dry' };

test.each<[string, Record<string, unknown>, string]>([
  ['ticket.create', { number: '202611-0009', title: 'Leak' }, 'New ticket 202611-0009: Leak'],
  ['ticket.create', { number: null, title: 'Leak' }, 'New ticket (number follows): Leak'],
  ['ticket.move', { to: 'resolved' }, 'Status of 202611-0007 → Resolved'],
  ['ticket.move-back', { eventIds: ['e'] }, 'Move of 202611-0007 taken back'],
  ['export.note', { what: 'people' }, 'The list of people taken along as a file'],
  ['ticket.restore', { reason: 'x' }, '202611-0007 restored from the archive'],
  ['person.set-active', { personId: 'a', active: false }, 'Ana works here no longer'],
  ['person.set-active', { personId: 'a', active: true }, 'Ana works here again'],
  ['ticket.set-priority', { priority: 'high' }, 'Priority of 202611-0007 → High'],
  ['ticket.assign', { assigneeId: 'a', teamId: 'n' }, 'Assignment of 202611-0007 → Ana, team North'],
  ['ticket.assign', { assigneeId: null, teamId: null }, 'Assignment of 202611-0007 → nobody'],
  ['ticket.set-title', { title: 'Pump' }, 'Title of 202611-0007 → “Pump”'],
  ['ticket.set-description', { description: 'x' }, 'Description of 202611-0007'],
  ['ticket.set-category', { categoryId: null }, 'Category of 202611-0007 → none'],
  ['ticket.set-requester', { requesterId: 'a' }, 'Requester of 202611-0007 → Ana'],
  [
    'ticket.set-place',
    { address: 'Quay 7', latitude: null, longitude: null },
    'Place of 202611-0007 → Quay 7',
  ],
  [
    'ticket.set-place',
    { address: null, latitude: 52.5, longitude: 13.4 },
    'Place of 202611-0007 → 52.5, 13.4',
  ],
  ['ticket.set-appointment', { startsAt: null, endsAt: null }, 'Appointment of 202611-0007 → none'],
  ['message.add', { internal: false, body: 'x' }, 'Reply on 202611-0007'],
  ['message.add', { internal: true, body: 'x' }, 'Internal note on 202611-0007'],
  ['tag.add', { tagId: 't' }, 'Tag pump on 202611-0007'],
  ['tag.remove', { tagId: 't' }, 'Tag pump off 202611-0007'],
  ['field.set', { fieldId: 'f', value: 12 }, 'Meter of 202611-0007 → 12'],
  ['tag.create', { name: 'valve' }, 'New tag valve'],
  ['category.create', { name: 'Power' }, 'New category Power'],
  ['team.create', { name: 'North' }, 'New team North'],
  ['team.set', { name: 'North', archived: false }, 'Team North'],
  ['team.set', { name: 'North', archived: true }, 'Out of use: Team North'],
  ['conflict.resolve', { choice: 'restore', write: null }, 'Restored mine on 202611-0007'],
  [
    'policy.set',
    { key: 'merge', value: { priority: 'ask' } },
    'Setting of what happens when two change the same thing',
  ],
  ['calendar.set', { id: 'c', value: { name: 'Office' }, archived: false }, 'Calendar “Office”'],
  ['canned-reply.set', { id: 'c', value: { name: 'Hi' }, archived: false }, 'Canned reply “Hi”'],
  ['calendar.set', { id: 'c', value: { name: 'Office' }, archived: true }, 'Out of use: Calendar “Office”'],
  ['sla-policy.set', { id: 'p', value: { name: 'Gold' }, archived: false }, 'SLA policy “Gold”'],
  ['ticket.merge', { intoId: 'x' }, '202611-0007 merged into another ticket'],
  ['ticket.unmerge', {}, 'Merge of 202611-0007 undone'],
  ['ticket.split', { title: 'The gate' }, 'New ticket out of a message on 202611-0007: The gate'],
  ['link.add', { what: 'child-of' }, 'Link of 202611-0007: part of another ticket'],
  ['link.remove', {}, 'Link of 202611-0007 taken away'],
  ['attachment.add', { name: 'pump.jpg' }, 'File “pump.jpg” on 202611-0007'],
  ['ticket.teleport', {}, 'Change to 202611-0007 (ticket.teleport)'],
])('%s %j', (name, args, words) => {
  expect(changeWords({ name, args, ...on }, names)).toBe(words);
});

test('a ticket without a number is called by its title', () => {
  const change = { name: 'message.add', args: {}, ticketNumber: null, ticketTitle: 'Leak' };
  expect(changeWords(change, names)).toBe('Reply on “Leak”');
});

test.each<[string, Record<string, unknown>, string | null]>([
  ['message.add', { body: 'long note' }, 'long note'],
  ['ticket.set-description', { description: 'd' }, 'd'],
  ['ticket.move', { to: 'open', reason: 'why' }, 'why'],
  ['ticket.set-priority', { priority: 'low' }, null],
  ['ticket.split', { title: 'The gate' }, 'The gate'],
  [
    'conflict.resolve',
    { choice: 'merge', write: { name: 'ticket.set-description', args: { description: 'both' } } },
    'both',
  ],
  ['conflict.resolve', { choice: 'keep', write: null }, null],
])('the typed text of %s', (name, args, typed) => {
  expect(typedText({ name, args })).toBe(typed);
});
