import { expect, test } from 'vitest';
import type { Approval } from '../../../shared/model/approval.ts';
import type { Attachment } from '../../../shared/model/attachment.ts';
import type { Conflict } from '../../../shared/model/conflict.ts';
import type { Message } from '../../../shared/model/conversation.ts';
import { kindCodes } from '../../../shared/model/rows.ts';
import { newTicket } from '../../../shared/mutations/new-ticket.ts';
import { mutationNames } from '../../../shared/mutations/registry.ts';
import { defaultPolicy } from '../../../shared/rules/sla/targets.ts';
import { workdays } from '../../../shared/rules/sla/testing/calendars.ts';
import type { Directory, PresentState } from '../../queries/types.ts';
import { namesOf } from './names.ts';
import { presentWords } from './present-words.ts';

const mark = { r: 1, n: 1, s: 1 };
const person = (id: string, name: string, role: 'user' | 'agent' | 'admin') =>
  [id, { id, name, role, email: `${id}@desk.example`, active: true, ...mark }] as const;
const office = workdays('Europe/Berlin', [540, 1020]);
const north = '11111111-1111-4111-8111-111111111111';
const gold = { ...defaultPolicy, name: 'Gold', order: 1, conditions: { teamIds: [north] } };
const lists: Directory = {
  people: new Map([person('ana', 'Ana', 'agent'), person('rita', 'Rita', 'user')]),
  teams: new Map([['north', { id: 'north', name: 'North', archived: false, ...mark }]]),
  memberships: [
    { id: 'm1', teamId: 'north', personId: 'ana', lead: true, removed: false, ...mark },
    { id: 'm2', teamId: 'north', personId: 'rita', lead: false, removed: true, ...mark },
  ],
  categories: new Map([['pumps', { id: 'pumps', name: 'Pumps', archived: true, ...mark }]]),
  tags: new Map([['safe', { id: 'safe', name: 'safety', archived: false, ...mark }]]),
  fields: new Map(),
  settings: new Map([
    ['office', { id: 'office', what: 'calendar', value: office, archived: true, ...mark }],
    ['gold', { id: 'gold', what: 'sla-policy', value: gold, archived: false, ...mark }],
    ['newer', { id: 'newer', what: 'sla-policy', value: { name: 'Newer', magic: true }, archived: false, ...mark }],
  ]),
  policies: new Map<string, unknown>([['agents-see', 'own-teams'], ['merge-priority', 'first']]),
  waiting: new Set(),
}; // prettier-ignore
const message = {
  ticketId: 't',
  id: 'a',
  authorId: 'ana',
  body: 'b',
  internal: false,
  staff: true,
  createdAt: 0,
};
const ticket = {
  ticket: { ...newTicket('t', '202611-0007', 'Pump is dry', 0), status: 'pending' as const, description: 'It drips', ...mark },
  tags: [{ ticketId: 't', id: 'safe', removed: false, ...mark }],
  values: [],
  messages: [{ ...message, ...mark } as Message],
  more: {
    checkItem: [
      { ...mark, ticketId: 't', id: 'i2', text: 'Close the valve', position: 20, removed: false },
      { ...mark, ticketId: 't', id: 'i1', text: 'Look', position: 10, removed: false },
    ],
    check: [{ ...mark, ticketId: 't', id: 'i1', done: true, byId: 'ana', at: 0 }],
    visit: [{ ...mark, ticketId: 't', id: 'v', personId: 'ana', arrivedAt: 0, leftAt: null, outcome: 'done' as const, note: 'All well', removed: false }],
    signature: [{ ...mark, ticketId: 't', id: 'v', path: null, name: 'Rita', at: 0 }],
    timeEntry: [{ ...mark, ticketId: 't', id: 'e', personId: 'ana', day: '2026-11-22', minutes: 45, note: 'Oil fetched', removed: false }],
    attachment: [{ id: 'f', name: 'pump.jpg' } as Attachment],
    approval: [{ id: 'q', what: 'urgent', toValue: 'urgent', state: 'rejected', decidedById: 'ana' } as Approval],
    link: [{ ...mark, ticketId: 't', id: 'whole', what: 'child-of' as const, removed: false, public: false }],
  },
}; // prettier-ignore
const nothing: PresentState = { ticket: null, made: null, lists: null, conflict: null };
const conflict = { kind: kindCodes.ticket, rowId: 't', register: 'priority' } as Conflict;

const words = (name: string, args: object, present: Partial<PresentState>, code = 'not-allowed') =>
  presentWords(
    { name, args: args as Record<string, unknown>, reason: { code, message: '', details: {} } },
    { ...nothing, ...present },
    { names: namesOf(lists), now: 60_000 },
  );

test.each<[string, object, string | RegExp]>([
  ['ticket.set-title', {}, 'The office has: Title Pump is dry'],
  ['ticket.set-description', {}, 'The office has: Description It drips'],
  ['ticket.set-category', {}, 'The office has: Category none'],
  ['ticket.set-priority', {}, 'The office has: Priority Medium'],
  ['ticket.assign', { assigneeId: 'rita' }, 'The office has: Assignment nobody'],
  ['ticket.set-requester', {}, /^The office has: Requester /],
  ['ticket.move', { to: 'open' }, 'The office has: Status Pending'],
  ['tag.add', { tagId: 'safe' }, 'The office has: Tag safety on'],
  ['tag.remove', { tagId: 'other' }, 'The office has: Tag a tag off'],
  ['field.set', { fieldId: 'f' }, 'The office has: a field empty'],
  ['message.add', { body: 'x' }, /^The office has: Status Pending, 1 message, the last of Ana at /],
  ['conflict.resolve', { choice: 'keep', write: null }, 'The office has: Priority Medium'],
  [
    'conflict.resolve',
    { choice: 'merge', write: { name: 'ticket.set-description', args: { description: 'both' } } },
    'The office has: Description It drips',
  ],
  ['ticket.create', {}, 'The office has: Pump is dry, Pending'],
  ['ticket.split', { messageId: 'a' }, /^The office has: a message of Ana at /],
  ['ticket.merge', { intoId: 'other' }, 'The office has: Status Pending, not merged'],
  ['ticket.unmerge', { intoId: 'whole' }, 'The office has: Status Pending, not merged'],
  ['checklist.add', {}, 'The office has: a checklist of 2 items'],
  [
    'checklist.set',
    { itemId: 'i2' },
    'The office has: Item of the checklist “Close the valve”, 2nd in the list',
  ],
  ['checklist.set', { itemId: 'none' }, 'The office has: no such item on the checklist'],
  ['checklist.tick', { itemId: 'i1' }, 'The office has: Item of the checklist “Look”, 1st in the list: done'],
  [
    'checklist.tick',
    { itemId: 'i2' },
    'The office has: Item of the checklist “Close the valve”, 2nd in the list: not done',
  ],
  ['visit.set', { id: 'v' }, /^The office has: Visit since .*, Work done, All well$/],
  ['visit.set', { id: 'none' }, 'The office has: no such visit'],
  ['visit.sign', { visitId: 'v' }, 'The office has: Signature by Rita'],
  ['visit.sign', { visitId: 'none' }, 'The office has: no signature for this visit'],
  ['time.set', { id: 'e' }, 'The office has: Time entry 45 min on 2026-11-22, “Oil fetched”'],
  ['time.set', { id: 'none' }, 'The office has: no such time entry'],
  ['attachment.add', { id: 'f', name: 'x' }, 'The office has: File “pump.jpg”'],
  ['attachment.add', { id: 'none', name: 'x' }, 'The office has: no file “x”'],
  ['approval.decide', { approvalId: 'q' }, 'The office has: Raising it to Urgent, rejected by Ana'],
  ['approval.decide', { approvalId: 'none' }, 'The office has: no such request'],
  ['link.add', { otherId: 'whole' }, 'The office has: the link “Part of” between the two'],
  ['link.remove', { otherId: 'other' }, 'The office has: no link between the two'],
])('of a ticket that is held: %s', (name, args, said) => {
  expect(words(name, args, { ticket, conflict })).toMatch(said);
});

test.each<[string, Partial<Conflict>, string]>([
  ['a visit', { kind: kindCodes.visit, rowId: 'none' }, 'The office has: no such visit'],
  ['an item', { kind: kindCodes.checkItem, rowId: 'i1' }, 'The office has: Item of the checklist “Look”, 1st in the list'],
  ['a tick', { kind: kindCodes.check, rowId: 'i2' }, 'The office has: Tick on the checklist not done'],
  ['a time entry', { kind: kindCodes.timeEntry, rowId: 'none' }, 'The office has: no such time entry'],
  ['a register of a newer app', { kind: kindCodes.visit, rowId: 'v', register: 'weather' }, ''],
  ['a register of a ticket of a newer app', { kind: kindCodes.ticket, register: 'mood' }, ''],
  ['a kind of a newer app', { kind: 999, rowId: 'x' }, ''],
  ['a kind that no conflict is about', { kind: kindCodes.person, rowId: 'ana', register: 'row' }, ''],
])('a conflict about %s that was kept, in vain', (_what, about, said) => {
  const of = { ...conflict, register: 'row', ...about };
  expect(words('conflict.resolve', { choice: 'keep', write: null }, { ticket, conflict: of })).toBe(said);
}); // prettier-ignore

test.each(mutationNames)(
  'whatever a change is about, what stands there is told or nothing is: %s',
  (name) => {
    expect(words(name, {}, { ticket, conflict: null })).toMatch(/^(The office has: \S.*)?$/);
  },
);

test('of a change that this app does not know nothing is said', () => {
  expect(words('ticket.teleport', {}, { ticket })).toBe('');
});

test('a conversation in which nobody has spoken', () => {
  expect(words('message.add', {}, { ticket: { ...ticket, messages: [] } })).toBe(
    'The office has: Status Pending, no message yet',
  );
});

test.each<[string, object, string]>([
  ['policy.set', { key: 'agents-see', value: 'all' }, 'Agents see “Their teams’ tickets”'],
  ['policy.set', { key: 'merge-priority', value: 'ask' }, 'Priority “The first change stands”'],
  ['policy.set', { key: 'merge-status', value: 'ask' }, 'Status “The last change stands”'],
  ['policy.set', { key: 'merge-field:f', value: 'ask' }, 'a field “The last change stands”'],
  ['membership.set', { teamId: 'north', personId: 'ana' }, 'Ana leads North'],
  ['membership.set', { teamId: 'north', personId: 'rita' }, 'Rita is not in North'],
  ['person.set-role', { personId: 'rita', role: 'agent' }, 'Rita, Requester'],
  ['person.set-active', { personId: 'rita', active: false }, 'Rita, active'],
  ['tag.create', { id: 'x', name: 'valve' }, 'no tag “valve”'],
  ['tag.create', { id: 'x', name: 'safety' }, 'the tag “safety”'],
  ['tag.set', { id: 'x', name: 'safety' }, 'the tag “safety”'],
  ['field.define', { id: 'x', label: 'Meter' }, 'no field “Meter”'],
  ['category.set', { id: 'pumps', name: 'Wells' }, 'the category “Pumps”, no longer in use'],
  ['team.create', { id: 'x', name: 'North' }, 'the team “North”'],
  ['team.set', { id: 'x', name: 'South' }, 'no team “South”'],
  ['category.create', { id: 'pumps', name: 'Wells' }, 'the category “Pumps”, no longer in use'],
  [
    'calendar.set',
    { id: 'office' },
    'the calendar “Workdays”, Mon–Fri 09:00–17:00, Europe/Berlin, 0 special days, out of use',
  ],
  [
    'sla-policy.set',
    { id: 'gold' },
    'the policy “Gold”, for team a team; Resolution: Urgent 4 hours, High 1 day, Medium 3 days, Low 7 days',
  ],
  ['sla-policy.set', { id: 'newer' }, 'an entry that this version of the app cannot show'],
  ['calendar.set', { id: 'fresh' }, 'nothing under this name yet'],
])('of the lists: %s %j', (name, args, said) => {
  expect(words(name, args, { lists })).toBe(`The office has: ${said}`);
});

test.each(mutationNames)('what is not here is not said to be there, and something is said: %s', (name) => {
  const said = words(name, { write: null }, {});
  expect(said).toMatch(/\S/);
  expect(said).not.toContain('The office has:');
  const ofLists =
    /^(policy|membership|person|category|team|calendar|sla-policy|ticket-template|canned-reply|macro)\./.test(
      name,
    ) || ['tag.create', 'tag.set', 'field.define'].includes(name);
  expect(said.includes('ticket')).toBe(!ofLists);
});

test.each([
  ['archived', 'The office has no such ticket. All of it is kept here.'],
  ['already-exists', 'The office has another ticket of this identity, which is not on this device.'],
])('a refused new ticket: %s', (code, said) => {
  expect(words('ticket.create', {}, {}, code)).toBe(said);
});

test('a ticket that was made here and is on its way is not called missing', () => {
  expect(words('message.add', {}, { made: ticket.ticket })).toBe('The office does not have its ticket yet.');
});
