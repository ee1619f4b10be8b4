import { isStaff } from '../../../shared/rules/permissions.ts';
import type { Directory } from '../../queries/types.ts';

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** What is still in use, by name. */
export function byName<T extends { name: string; archived?: boolean }>(rows: Iterable<T>): T[] {
  return [...rows].filter((row) => !row.archived).sort((a, b) => collator.compare(a.name, b.name));
}

type KnownPerson = Directory['people'] extends ReadonlyMap<string, infer P> ? P : never;

/** Who can be given tickets, by name. */
export function staffOf(directory: Directory): KnownPerson[] {
  return byName(
    [...directory.people.values()].filter(
      ({ role, active }) => role !== undefined && isStaff(role) && active !== false,
    ),
  );
}

/** People whose name or email contains what is sought, the best few: starts of names first. */
export function findPeople(directory: Directory, sought: string, max: number): KnownPerson[] {
  const wanted = sought.trim().toLowerCase();
  const fits = [...directory.people.values()].filter(
    ({ name, email, active }) =>
      active !== false && (name.toLowerCase().includes(wanted) || email?.toLowerCase().includes(wanted)),
  );
  const starts = ({ name }: KnownPerson) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return fits.sort((a, b) => starts(a) - starts(b) || collator.compare(a.name, b.name)).slice(0, max);
}
