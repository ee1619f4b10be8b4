import type { TagColor } from '../../../shared/model/directory.ts';
import type { Directory } from '../../queries/types.ts';

/** Looks names up; what the device does not know gets a word that says so, and a dash while the names are still read. */
export interface Names {
  person: (id: string | null) => string;
  team: (id: string | null) => string;
  /** Whether teams have no names here: requesters know none. */
  teamless?: boolean;
  tag: (id: string | null) => string;
  tagColor: (id: string) => TagColor;
  category: (id: string | null) => string;
  field: (id: string | null) => string;
}

export function namesOf(directory: Directory): Names {
  const find =
    (rows: ReadonlyMap<string, { name: string }>, unknown: string) =>
    (id: string | null): string =>
      (id === null ? undefined : rows.get(id)?.name) ?? (rows.size === 0 ? '–' : unknown);
  return {
    person: find(directory.people, 'someone'),
    team: find(directory.teams, 'a team'),
    teamless: directory.teams.size === 0,
    tag: find(directory.tags, 'a tag'),
    tagColor: (id) => directory.tags.get(id)?.color ?? 'grey',
    category: find(directory.categories, 'a category'),
    field: (id) => (id === null ? undefined : directory.fields.get(id)?.label) ?? 'a field',
  };
}
