import type { Role } from '../../../shared/model/directory.ts';
import type { Directory } from '../../queries/types.ts';
import { byName, toSeekBy } from './choices.ts';
import { roleLabels } from './labels.ts';
import { mayWords } from './permission-words.ts';

/** One person as the review of who may do what shows them. */
export interface ReviewRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  /** The teams they are in, and of these the ones they lead, by name. */
  teams: readonly string[];
  leads: readonly string[];
  /** When a device of theirs was last heard of; null where it never was, undefined where this device does not know. */
  seenAt: number | null | undefined;
}

/** Everybody who can sign in or could once, admins first, whoever has left last; each by name. */
export function reviewRows(
  { people, memberships, teams }: Directory,
  seenAt: ReadonlyMap<string, number | null> | null,
): ReviewRow[] {
  const ranks: Readonly<Record<Role, number>> = { admin: 0, agent: 1, user: 2 };
  const teamsOf = (personId: string, only: (lead: boolean) => boolean): string[] => {
    const theirs = memberships.filter((row) => row.personId === personId && !row.removed && only(row.lead));
    // Those out of use too: whoever is in one still sees its tickets.
    return toSeekBy(theirs.flatMap(({ teamId }) => teams.get(teamId) ?? [])).map(({ name }) => name);
  };
  const rows = byName(people.values()).map(
    ({ id, name, email = '', role = 'user', active = true }): ReviewRow => ({
      id,
      name,
      email,
      role,
      active,
      teams: teamsOf(id, () => true),
      leads: teamsOf(id, (lead) => lead),
      seenAt: seenAt === null ? undefined : (seenAt.get(id) ?? null),
    }),
  );
  return rows.sort((a, b) => Number(b.active) - Number(a.active) || ranks[a.role] - ranks[b.role]);
}

/** When somebody was last heard of, in words. */
export function seenWords({ seenAt }: Pick<ReviewRow, 'seenAt'>, timeOf: (at: number) => string): string {
  if (seenAt === undefined) return 'not known here';
  return seenAt === null ? 'never' : timeOf(seenAt);
}

/** The list as a table of text, its names of columns first: what the screen shows, and for each person all they may do. */
export function reviewTable(rows: readonly ReviewRow[], timeOf: (at: number) => string): string[][] {
  const head = ['Name', 'Email', 'Role', 'Active', 'Teams', 'Leads', 'Last seen', 'May'];
  return [
    head,
    ...rows.map((row) => [
      row.name,
      row.email,
      roleLabels[row.role],
      row.active ? 'yes' : 'no',
      row.teams.join('; '),
      row.leads.join('; '),
      seenWords(row, timeOf),
      row.active ? mayWords(row.role).join('; ') : 'nothing',
    ]),
  ];
}
