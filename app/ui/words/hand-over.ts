import type { Change } from '../../../shared/mutations/undo.ts';
import type { TicketSummary } from '../../queries/types.ts';

/** The tickets that somebody has of one team; null stands for those of no team. */
export interface Share {
  teamId: string | null;
  tickets: readonly TicketSummary[];
}

/** Whose a share becomes: nobody's in its team, a person's, or another team's. */
export type Heir = { to: 'nobody' } | { to: 'person'; personId: string } | { to: 'team'; teamId: string };

/** What somebody has, team by team, the largest share first. */
export function sharesOf(tickets: readonly TicketSummary[]): Share[] {
  const byTeam = new Map<string | null, TicketSummary[]>();
  for (const ticket of tickets) byTeam.set(ticket.teamId, [...(byTeam.get(ticket.teamId) ?? []), ticket]);
  return [...byTeam]
    .map(([teamId, theirs]) => ({ teamId, tickets: theirs }))
    .sort((a, b) => b.tickets.length - a.tickets.length);
}

/** The changes that give every ticket of every share to its heir; a share without one is left to nobody, in its team. */
export function handOverChanges(
  shares: readonly Share[],
  heirOf: (teamId: string | null) => Heir | undefined,
): Change[] {
  return shares.flatMap(({ teamId, tickets }) => {
    const heir = heirOf(teamId) ?? { to: 'nobody' };
    const holder = {
      assigneeId: heir.to === 'person' ? heir.personId : null,
      teamId: heir.to === 'team' ? heir.teamId : teamId,
    };
    return tickets.map(({ id }): Change => ({ name: 'ticket.assign', args: { ticketId: id, ...holder } }));
  });
}

/** An heir as the value of a choice, and back. */
export function heirValue(heir: Heir): string {
  if (heir.to === 'nobody') return '';
  return heir.to === 'person' ? `person:${heir.personId}` : `team:${heir.teamId}`;
}

export function heirFrom(value: string): Heir {
  const [to, id = ''] = value.split(':');
  if (to === 'person') return { to, personId: id };
  return to === 'team' ? { to, teamId: id } : { to: 'nobody' };
}
