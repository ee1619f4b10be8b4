import { useMemo } from 'react';
import type { DirectoryKind, RowTypes } from '../../shared/model/rows.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type DirectoryRecord } from '../store/database.ts';
import {
  directoryEntries,
  paintDirectory,
  readAuthor,
  type PaintedDirectory,
} from '../store/paint-directory.ts';
import type { Directory } from './types.ts';
import { useLiveQuery } from './use-live-query.ts';
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

// Asked again at every write, and hardly ever another answer: screens are not drawn anew for it.
const useOwnEntries = sharedLiveValue(async (db, { person }) => ({
  entries: await directoryEntries(db),
  by: await readAuthor(db, person),
}));

/** People, teams and lists of the tenant, live. */
export function useDirectory(): Directory {
  const { key } = currentAccount();
  const db = openDatabase(key);
  const confirmed = useLiveQuery(() => db.directory.toArray(), [key]);
  const own = useOwnEntries();
  return useMemo(
    () => (confirmed && own ? directoryOf(paintDirectory(confirmed, own.entries, own.by)) : empty),
    [confirmed, own],
  );
}
