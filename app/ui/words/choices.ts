import type { Field, Role } from '../../../shared/model/directory.ts';
import { isStaff } from '../../../shared/rules/permissions.ts';
import { grantsFrom, worksOn, type Grants } from '../../../shared/rules/scopes.ts';
import { fold } from '../../queries/fold.ts';
import type { Directory } from '../../queries/types.ts';

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** What is still in use, by name. */
export function byName<T extends { name: string; archived?: boolean }>(rows: Iterable<T>): T[] {
  return [...rows].filter((row) => !row.archived).sort((a, b) => collator.compare(a.name, b.name));
}

/** What is out of use, by name. */
export function archivedOf<T extends { name: string; archived: boolean }>(rows: Iterable<T>): T[] {
  return [...rows].filter(({ archived }) => archived).sort((a, b) => collator.compare(a.name, b.name));
}

/** What tickets may be sought by: also what is given to none any more, and says so. */
export function toSeekBy(
  rows: Iterable<{ id: string; name: string; archived: boolean }>,
): { id: string; name: string }[] {
  const all = [...rows];
  return [...byName(all), ...archivedOf(all).map(({ id, name }) => ({ id, name: `${name} (out of use)` }))];
}

/** The tenant's own fields that are in use, by label. */
export function fieldsInUse({ fields }: Pick<Directory, 'fields'>): Field[] {
  return [...fields.values()]
    .filter(({ archived }) => !archived)
    .sort((a, b) => collator.compare(a.label, b.label));
}

/** The tenant's own fields that tickets may be sought by: those out of use come last. */
export function fieldsToSeekBy({ fields }: Pick<Directory, 'fields'>): Field[] {
  return [...fields.values()].sort(
    (a, b) => Number(a.archived) - Number(b.archived) || collator.compare(a.label, b.label),
  );
}

type KnownPerson = Directory['people'] extends ReadonlyMap<string, infer P> ? P : never;

function staffWho({ people }: Directory, here: boolean): KnownPerson[] {
  const staff = [...people.values()].filter(({ role }) => role !== undefined && isStaff(role));
  return byName(staff.filter(({ active }) => (active !== false) === here));
}

/** Who can be given tickets, by name. */
export const staffOf = (directory: Directory): KnownPerson[] => staffWho(directory, true);

/** Staff who have left, to be sought by: what they had may still be theirs. */
export const leftStaffOf = (directory: Directory): { id: string; name: string }[] =>
  staffWho(directory, false).map(({ id, name }) => ({ id, name: `${name} (has left)` }));

/** What somebody of this workspace may see. */
export function grantsIn(
  { policies, memberships }: Pick<Directory, 'policies' | 'memberships'>,
  person: { id: string; role: Role },
): Grants {
  return grantsFrom(person, policies.get('agents-see'), memberships);
}

/** Who can be given a ticket of this team and would see it on their device, by name (SPEC S1). */
export function fittingFor(directory: Directory, teamId: string | null): KnownPerson[] {
  return staffOf(directory).filter(({ id, role = 'user' }) =>
    worksOn(grantsIn(directory, { id, role }), { teamId }),
  );
}

/** Whether somebody works on the tickets of a team, asked often: their grants are found once. */
export function worksOnIn(directory: Directory): (personId: string, teamId: string | null) => boolean {
  const grants = new Map(
    staffOf(directory).map(({ id, role = 'user' }) => [id, grantsIn(directory, { id, role })]),
  );
  return (personId, teamId) => {
    const held = grants.get(personId);
    return held !== undefined && worksOn(held, { teamId });
  };
}

/** Who leads a team, by name. */
export function leadsOf({ memberships, people }: Directory, teamId: string): KnownPerson[] {
  const led = memberships.filter((row) => row.teamId === teamId && row.lead && !row.removed);
  return byName(led.flatMap(({ personId }) => people.get(personId) ?? [])).filter(
    ({ active, role = 'user' }) => active !== false && isStaff(role),
  );
}

/** Whether they see the tickets of some teams only: what is counted on their device is not all there is. */
export const seesSome = (directory: Directory, me: { id: string; role: Role }): boolean =>
  (grantsIn(directory, me).limitedTo ?? null) !== null;

/** The team whose ticket it is, unless they say otherwise: of somebody who would not see it elsewhere. */
export function ownTeam(directory: Directory, me: { id: string; role: Role }): string | null {
  const { limitedTo } = grantsIn(directory, me);
  return byName(directory.teams.values()).find(({ id }) => limitedTo?.includes(id))?.id ?? null;
}

/** People whose name or email contains what is sought, the best few: starts of names first. */
export function findPeople(directory: Directory, sought: string, max: number): KnownPerson[] {
  const wanted = fold(sought.trim());
  const fits = [...directory.people.values()].filter(
    ({ name, email, active }) =>
      active !== false && (fold(name).includes(wanted) || fold(email ?? '').includes(wanted)),
  );
  const starts = ({ name }: KnownPerson) => (fold(name).startsWith(wanted) ? 0 : 1);
  return fits.sort((a, b) => starts(a) - starts(b) || collator.compare(a.name, b.name)).slice(0, max);
}
