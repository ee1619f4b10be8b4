import { useMemo } from 'react';
import type { DirectoryKind, RowTypes } from '../../shared/model/rows.ts';
import { promisesIn, type Promises } from '../../shared/rules/sla/of-ticket.ts';
import type { DeviceDatabase, DirectoryRecord } from '../store/database.ts';
import {
  directoryEntries,
  paintDirectory,
  readAuthor,
  type PaintedDirectory,
} from '../store/paint-directory.ts';
import type { Directory } from './types.ts';
import { sharedLiveValue } from './shared-live-value.ts';

const empty: Directory = {
  people: new Map(),
  teams: new Map(),
  memberships: [],
  categories: new Map(),
  tags: new Map(),
  fields: new Map(),
  policies: new Map(),
  settings: new Map(),
  waiting: new Set(),
};

function rowsOf<K extends DirectoryKind>(records: DirectoryRecord[], kind: K): Map<string, RowTypes[K]> {
  const some = records.filter((record) => record.kind === kind);
  return new Map(some.map((record) => [record.id, record.row as RowTypes[K]]));
}

/** The directory of these records. A requester has names of people where staff have the people themselves. */
export function directoryOf({ records: byKey, painted }: PaintedDirectory): Directory {
  const records = [...byKey.values()];
  return {
    people: new Map([...rowsOf(records, 'name'), ...rowsOf(records, 'person')]),
    teams: rowsOf(records, 'team'),
    memberships: [...rowsOf(records, 'membership').values()],
    categories: rowsOf(records, 'category'),
    tags: rowsOf(records, 'tag'),
    fields: rowsOf(records, 'field'),
    policies: new Map([...rowsOf(records, 'policy').values()].map(({ key, value }) => [key, value])),
    settings: rowsOf(records, 'setting'),
    waiting: new Set(Object.keys(painted).map((key) => key.slice(0, key.lastIndexOf('.')))),
  };
}

/** What every screen knows of its workspace. What one person was told lies beside it, and comes all day. */
const listKinds = [
  'person',
  'name',
  'team',
  'membership',
  'category',
  'tag',
  'field',
  'policy',
  'setting',
] as const satisfies readonly DirectoryKind[];

/** The rows of the tenant's lists, as the server confirmed them. */
export async function readLists(db: DeviceDatabase): Promise<DirectoryRecord[]> {
  const lists = listKinds.map((kind) => db.directory.where('kind').equals(kind).toArray());
  return (await Promise.all(lists)).flat();
}

const useLists = sharedLiveValue(readLists);

// Asked again at every write, and hardly ever another answer: screens are not drawn anew for it.
const useOwnEntries = sharedLiveValue(async (db, { person }) => ({
  entries: await directoryEntries(db),
  by: await readAuthor(db, person),
}));

type Own = NonNullable<ReturnType<typeof useOwnEntries>>;
const painted = new WeakMap<DirectoryRecord[], { own: Own; directory: Directory }>();

/** Painted once for all who look: they show the same, and remember things by it. */
function paintedOf(confirmed: DirectoryRecord[], own: Own): Directory {
  const known = painted.get(confirmed);
  if (known?.own === own) return known.directory;
  const directory = directoryOf(paintDirectory(confirmed, own.entries, own.by));
  painted.set(confirmed, { own, directory });
  return directory;
}

/** People, teams and lists of the tenant, live. */
export function useDirectory(): Directory {
  const confirmed = useLists();
  const own = useOwnEntries();
  return useMemo(() => (confirmed && own ? paintedOf(confirmed, own) : empty), [confirmed, own]);
}

const promises = new WeakMap<Directory['settings'], Promises>();

/** What the tenant promises, the same object while its settings are: when tickets are due is remembered by it. */
export function promisesOf({ settings }: Pick<Directory, 'settings'>): Promises {
  const known = promises.get(settings) ?? promisesIn(settings.values());
  promises.set(settings, known);
  return known;
}
