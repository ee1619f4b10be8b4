import type { Membership, Team } from '../../shared/model/directory.ts';
import type { Change } from '../../shared/mutations/undo.ts';

interface Where {
  /** The tenant's lists as the device has them. */
  directory: readonly { kind: string; row: object }[];
  ticketId: string;
  /** Who may be put into teams. */
  people: readonly { id: string }[];
  b: number;
  c: number;
  word: string;
}

/** What is done to teams: made, called something else, taken out of use and back, given members, given tickets. */
export function teamChange({ directory, ticketId, people, b, c, word }: Where): Change {
  const rowsOf = <R>(kind: string): R[] =>
    directory.flatMap((one) => (one.kind === kind ? [one.row as R] : []));
  const teams = rowsOf<Team>('team');
  const team = teams[b % Math.max(1, teams.length)];
  if (!team || c % 5 === 0)
    return { name: 'team.create', args: { id: crypto.randomUUID(), name: `team ${word}` } };
  const { id, name, archived } = team;
  if (c % 5 === 1) return { name: 'team.set', args: { id, name: `team ${word}`, archived } };
  if (c % 5 === 2) return { name: 'team.set', args: { id, name, archived: !archived } };
  if (c % 5 === 3) return { name: 'ticket.assign', args: { ticketId, assigneeId: null, teamId: id } };
  const personId = people[b % people.length]?.id ?? '';
  const member = rowsOf<Membership>('membership').find(
    (row) => row.teamId === id && row.personId === personId,
  );
  const [membership, removed] = [member?.id ?? crypto.randomUUID(), member ? !member.removed : false];
  return { name: 'membership.set', args: { id: membership, teamId: id, personId, lead: false, removed } };
}
