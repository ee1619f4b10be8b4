import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isActive, statuses } from '../../shared/model/ticket.ts';
import { newTicket } from '../../shared/mutations/new-ticket.ts';
import type { TicketSummary } from './types.ts';
import { workloadOf } from './workload.ts';

const NOW = 1_700_000_000_000;
const summary = (part: Partial<TicketSummary>): TicketSummary => ({
  ...newTicket('t', null, 'Pump', NOW), r: 1, n: 1, s: 1, tagIds: [], values: [], activityAt: NOW, waiting: 0, refused: 0, asked: 0, ...part,
}); // prettier-ignore

const anyTicket = fc
  .record({
    status: fc.constantFrom(...statuses),
    assigneeId: fc.constantFrom(null, 'ana', 'ben'),
    teamId: fc.constantFrom(null, 'north'),
    deadline: fc.constantFrom(null, NOW - 1, NOW, NOW + 1),
  })
  .map(summary);
const dueAt = ({ deadline }: TicketSummary): number | null => deadline;

test('everybody has the active tickets that are theirs, and of those the ones that were due before now', () => {
  fc.assert(
    fc.property(fc.array(anyTicket, { maxLength: 40 }), (tickets) => {
      const { people, teams } = workloadOf(tickets, dueAt, NOW);
      const count = (of: (ticket: TicketSummary) => boolean) => {
        const theirs = tickets.filter((ticket) => isActive(ticket.status) && of(ticket));
        const overdue = theirs.filter(({ deadline }) => deadline !== null && deadline < NOW);
        return { active: theirs.length, overdue: overdue.length };
      };
      const none = { active: 0, overdue: 0 };
      for (const id of ['ana', 'ben'])
        expect(people.get(id) ?? none).toEqual(count(({ assigneeId }) => assigneeId === id));
      expect(teams.get('north') ?? none).toEqual(count(({ teamId }) => teamId === 'north'));
    }),
  );
});

test('of a ticket that nobody has it is not even asked when it is due', () => {
  const asked: string[] = [];
  const tickets = [
    summary({ id: 'free' }),
    summary({ id: 'done', status: 'resolved', assigneeId: 'ana' }),
    summary({ id: 'hers', assigneeId: 'ana', teamId: 'north' }),
  ];
  workloadOf(tickets, ({ id }) => (asked.push(id), null), NOW);
  expect(asked).toEqual(['hers']);
});
