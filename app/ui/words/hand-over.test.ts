import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newTicket } from '../../../shared/mutations/new-ticket.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { handOverChanges, heirFrom, heirValue, sharesOf, type Heir } from './hand-over.ts';

const ticket = (id: string, teamId: string | null): TicketSummary => ({
  ...newTicket(id, null, 'Pump', 0), r: 1, n: 1, s: 1, teamId, tagIds: [], values: [], activityAt: 0, waiting: 0, refused: 0, asked: 0,
}); // prettier-ignore

const tickets = [ticket('1', 'north'), ticket('2', null), ticket('3', 'north'), ticket('4', 'south')];

test('what somebody has comes team by team, the largest share first', () => {
  const shares = sharesOf(tickets);
  expect(shares[0]).toMatchObject({ teamId: 'north', tickets: [{ id: '1' }, { id: '3' }] });
  expect(new Set(shares.slice(1).map(({ teamId }) => teamId))).toEqual(new Set([null, 'south']));
});

test('each share goes to its heir; what has none is left to nobody, in its team', () => {
  const heirs = new Map<string | null, Heir>([
    ['north', { to: 'person', personId: 'ben' }],
    [null, { to: 'team', teamId: 'south' }],
  ]);
  const changes = handOverChanges(sharesOf(tickets), (teamId) => heirs.get(teamId));
  const holders = Object.fromEntries(
    changes.map(({ args }) => {
      const { ticketId, ...holder } = args as { ticketId: string };
      return [ticketId, holder];
    }),
  );
  expect(holders).toEqual({
    1: { assigneeId: 'ben', teamId: 'north' },
    2: { assigneeId: null, teamId: 'south' },
    3: { assigneeId: 'ben', teamId: 'north' },
    4: { assigneeId: null, teamId: 'south' },
  });
});

test('every ticket is given exactly once, whatever the teams', () => {
  const team = fc.constantFrom(null, 'north', 'south', 'east');
  fc.assert(
    fc.property(fc.array(team), (teams) => {
      const all = teams.map((teamId, i) => ticket(`t${i}`, teamId));
      const given = handOverChanges(sharesOf(all), () => undefined).map(
        ({ args }) => (args as { ticketId: string }).ticketId,
      );
      expect(given.sort()).toEqual(all.map(({ id }) => id).sort());
    }),
  );
});

test.each<Heir>([{ to: 'nobody' }, { to: 'person', personId: 'ana' }, { to: 'team', teamId: 'north' }])(
  'the choice %j is read as it was written',
  (heir) => expect(heirFrom(heirValue(heir))).toEqual(heir),
);
