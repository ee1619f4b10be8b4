import { counterOf, unpack } from '../../shared/clock/vector.ts';
import {
  isOfLists,
  rowKey,
  rowRegisters,
  type DirectoryKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import { dotOf, markOf, type Mark, type Versioned } from '../../shared/model/versioned.ts';
import { inserted, withRegister } from '../../shared/mutations/apply.ts';
import {
  set,
  type Actor,
  type Insert,
  type Rows,
  type Set as SetWrite,
  type Write,
} from '../../shared/mutations/plan.ts';
import { findMutation } from '../../shared/mutations/registry.ts';
import { wins } from '../../shared/rules/merge.ts';
import type { DeviceDatabase, DirectoryRecord, OutboxEntry, Painted } from './database.ts';
import { hasStood, isBare, markOfEntry } from './entry.ts';
import { grantsOn, readClock, readSync } from './meta.ts';

/** The tenant's rows as the screen shows them, and what own changes lie on, by `row key.register` and `row key.*`. */
export interface PaintedDirectory {
  records: Map<string, DirectoryRecord>;
  painted: Record<string, Painted>;
}

/**
 * The tenant's lists with own uncovered changes on top (SPEC D4). They are few and change seldom, so they are painted
 * when they are read and stored as the server sent them.
 */
export function paintDirectory(
  confirmed: Iterable<DirectoryRecord>,
  entries: readonly OutboxEntry[],
  by: Author,
): PaintedDirectory {
  const records = new Map([...confirmed].map((record) => [rowKey(refOf(record)), record]));
  const painted: Record<string, Painted> = {};
  for (const entry of entries) {
    const mark = markOfEntry(entry);
    for (const write of writesOf(entry, records, by)) paintOne(records, painted, write, entry, mark);
  }
  return { records, painted };
}

/** Who plans again, and by which clock. */
export interface Author {
  actor: Actor;
  skewMs: number;
}

/** Unanswered changes plan again on what has come meanwhile, as everywhere (SPEC D4). */
function writesOf(
  entry: OutboxEntry,
  records: ReadonlyMap<string, DirectoryRecord>,
  { actor, skewMs }: Author,
): readonly Write[] {
  const again = entry.state === 'queued' || isBare(entry);
  const mutation = again ? findMutation(entry.name, entry.version) : undefined;
  if (!mutation) return entry.writes;
  const get = <K extends RowKind>(ref: RowRef<K>) => records.get(rowKey(ref))?.row as RowTypes[K] | undefined;
  const all = <K extends DirectoryKind>(kind: K) =>
    [...records.values()].flatMap((record) => (record.kind === kind ? [record.row as RowTypes[K]] : []));
  const rows: Rows = { get, list: () => [], all };
  const { args, uid } = entry;
  return mutation.plan({ rows, args, actor, atMs: entry.at + skewMs, uid }).writes ?? [];
}

/** Who plans on this device, as the server last said. */
export async function readAuthor(db: DeviceDatabase, signedIn: Actor): Promise<Author> {
  const [actor, { skewMs }] = await Promise.all([grantsOn(db, signedIn), readClock(db)]);
  return { actor, skewMs };
}

/**
 * Uncovered outbox entries that write rows of the tenant's lists, in the order they were made. Every write asks for them: a
 * long outbox that is gone through each time would be felt.
 */
export async function directoryEntries(db: DeviceDatabase): Promise<OutboxEntry[]> {
  const found = await db.outbox.where('lists').equals(1).sortBy('seq');
  const entries = found.filter(
    (entry) => entry.state !== 'refused' && !(isBare(entry) && entry.tickets.length > 0),
  );
  if (!entries.length) return entries;
  const { scopes } = await readSync(db);
  const state = scopes['tenant'] ?? scopes['portal'];
  const done = state && !state.fill ? unpack(state.done) : {};
  return entries.filter((entry) => counterOf(done, entry.ord) < entry.n);
}

/** The directory as the screen shows it. */
export async function readDirectory(db: DeviceDatabase, signedIn: Actor): Promise<PaintedDirectory> {
  const [confirmed, entries, by] = await Promise.all([
    db.directory.toArray(),
    directoryEntries(db),
    readAuthor(db, signedIn),
  ]);
  return paintDirectory(confirmed, entries, by);
}

const refOf = ({ kind, id }: DirectoryRecord): RowRef => ({ kind, id });

function paintOne(
  records: Map<string, DirectoryRecord>,
  painted: Record<string, Painted>,
  write: Write,
  entry: OutboxEntry,
  mark: Mark,
): void {
  const { ref } = write;
  if (!isOfLists(ref.kind)) return;
  const key = rowKey(ref);
  const present = records.get(key);
  const put = (row: RowTypes[DirectoryKind]): unknown =>
    records.set(key, { kind: ref.kind as DirectoryKind, id: ref.id, in: present?.in ?? {}, row });
  if (write.op === 'insert' && present) {
    // Somebody else made it meanwhile: what was decided here lies on theirs, register by register.
    for (const [register, names] of Object.entries(rowRegisters[ref.kind])) {
      const columns = Object.fromEntries(names.map((name) => [name, (write.row as never)[name]]));
      paintOne(records, painted, set(ref, register, columns), entry, mark);
    }
  } else if (write.op === 'insert') {
    painted[`${key}.*`] = { uid: entry.uid, base: null };
    put(inserted(write as Insert, mark) as RowTypes[DirectoryKind]);
  } else if (present) {
    const row: Versioned = present.row;
    if (hasStood(entry) && wins(markOf(row, write.register), mark)) return;
    const register = `${key}.${write.register}`;
    const earlier = painted[register] ?? painted[`${key}.*`];
    painted[register] = { uid: entry.uid, base: earlier ? earlier.base : dotOf(row, write.register) };
    put(withRegister(ref.kind, row, write as SetWrite, mark) as RowTypes[DirectoryKind]);
  }
}
