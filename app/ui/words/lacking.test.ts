import { expect, test } from 'vitest';
import type { Field } from '../../../shared/model/directory.ts';
import type { Status } from '../../../shared/model/ticket.ts';
import { newTicket } from '../../../shared/mutations/new-ticket.ts';
import type { Change } from '../../../shared/mutations/undo.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { lackingIn, lackingWords } from './lacking.ts';

// M6: what a step would be refused for want of fields, told before it is made. The rule itself: rules/required-fields.test.ts.

const mark = { r: 1, n: 1, s: 1 };
const field = (id: string, over: Partial<Field> = {}): Field => ({
  ...mark,
  id,
  key: id,
  label: id.toUpperCase(),
  type: 'text',
  options: [],
  public: true,
  archived: false,
  requiredIn: ['resolved'],
  ...over,
});
const ticket = (id: string, status: Status = 'open', values: Record<string, string> = {}): TicketSummary => ({
  ...newTicket(id, id, 'Pump', 0),
  ...mark,
  status,
  requesterId: 'rita',
  tagIds: [],
  values: Object.entries(values).map(([of, value]) => ({
    ...mark,
    ticketId: id,
    id: of,
    value,
    public: true,
  })),
  activityAt: 0,
  waiting: 0,
  refused: 0,
  asked: 0,
});
const move = (ticketId: string, to: Status): Change => ({ name: 'ticket.move', args: { ticketId, to, reason: null } }); // prettier-ignore
const fill = (ticketId: string, fieldId: string, value: string): Change => ({ name: 'field.set', args: { ticketId, fieldId, value } }); // prettier-ignore

test.each<[string, TicketSummary, Field, Change[], string[]]>([
  ['lacks it', ticket('a'), field('f'), [move('a', 'resolved')], ['F']],
  ['has it', ticket('a', 'open', { f: 'A-1' }), field('f'), [move('a', 'resolved')], []],
  ['has blanks', ticket('a', 'open', { f: ' ' }), field('f'), [move('a', 'resolved')], ['F']],
  ['goes elsewhere', ticket('a'), field('f'), [move('a', 'pending')], []],
  ['passes through', ticket('a'), field('f'), [move('a', 'resolved'), move('a', 'closed')], ['F']],
  ['is filled in before', ticket('a'), field('f'), [fill('a', 'f', 'A-1'), move('a', 'resolved')], []],
  ['is filled in after', ticket('a'), field('f'), [move('a', 'resolved'), fill('a', 'f', 'A-1')], ['F']],
  ['another is filled in', ticket('a'), field('f'), [fill('b', 'f', 'A-1'), move('a', 'resolved')], ['F']],
  ['would be filled in wrongly', ticket('a'), field('f', { type: 'select', options: ['x'] }), [fill('a', 'f', 'y'), move('a', 'resolved')], ['F']],
  ['goes out of use', ticket('a'), field('f', { archived: true }), [move('a', 'resolved')], []],
  ['is taken, new', ticket('a', 'new'), field('f', { requiredIn: ['open'] }), [{ name: 'ticket.take', args: { ticketId: 'a' } }], ['F']],
  ['is taken, pending', ticket('a', 'pending'), field('f', { requiredIn: ['open'] }), [{ name: 'ticket.take', args: { ticketId: 'a' } }], []],
  ['is not moved', ticket('a'), field('f'), [{ name: 'ticket.set-priority', args: { ticketId: 'a', priority: 'low' } }], []],
])('a ticket that %s', (_, one, required, changes, expected) => {
  const lacking = lackingIn([one], changes, new Map([[required.id, required]]));
  expect(lacking.flatMap(({ fields }) => fields.map(({ label }) => label))).toEqual(expected);
}); // prettier-ignore

test('of many each by itself, and said once', () => {
  const fields = new Map(['f', 'g'].map((id) => [id, field(id)]));
  const tickets = [ticket('a'), ticket('b', 'open', { f: 'x', g: 'x' }), ticket('c', 'open', { f: 'x' })];
  const lacking = lackingIn(
    tickets,
    tickets.map(({ id }) => move(id, 'resolved')),
    fields,
  );
  expect(lacking.map((one) => one.ticket.id)).toEqual(['a', 'c']);
  expect(lackingWords(lacking, 3)).toBe('2 of 3 tickets lack “F”, “G”.');
  expect(lackingWords(lacking.slice(1), 3)).toBe('1 of 3 tickets lacks “G”.');
  expect(lackingWords(lacking.slice(0, 1), 1)).toBe('It lacks “F”, “G”.');
});
