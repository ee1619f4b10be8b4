import type { Dot } from '../../shared/clock/dot.ts';
import { covers, unpack } from '../../shared/clock/vector.ts';
import { groupBy } from '../../shared/lib/group.ts';
import {
  childKinds,
  isChild,
  isOfLists,
  kindOfCode,
  refOfKey,
  type DirectoryKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import { sameJson } from '../../shared/lib/fingerprint.ts';
import { wins } from '../../shared/rules/merge.ts';
import { scopesOf } from '../../shared/rules/scopes.ts';
import { latestStamp, markOf } from '../../shared/model/versioned.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { Entry } from '../../shared/protocol/pull.ts';
import type { DeviceDatabase, DirectoryRecord, Membership, OutboxEntry } from '../store/database.ts';
import {
  CARRIED,
  carryScope,
  childrenOf,
  confirmedIn,
  evictRow,
  isStale,
  putRow,
  showAsHeld,
  sweepScope,
  type Folder,
  type Generations,
} from '../store/folder.ts';
import { generationsOf, readClock, type ScopeState, type SyncMeta } from '../store/meta.ts';
import { lostEntry, ownPart, withoutBack, withoutStanding } from '../store/own-part.ts';
import { aheadOf } from '../store/paint.ts';
import { noteChanges, readFolders, storeFolders } from '../store/repaint.ts';
import { forgetWords, takenBackIn } from '../store/taken-back.ts';

/** Confirmed rows, then what follows from the moved vectors: settled outbox entries, and tickets painted anew. */
export async function applyEntries(
  db: DeviceDatabase,
  actor: Actor,
  sync: SyncMeta,
  entries: Entry[],
  sweeps: ScopeState[],
  lost: number[],
): Promise<void> {
  const located = entries.flatMap((entry) => {
    const ref = refOf(entry);
    return ref ? [{ entry, ref }] : [];
  });
  const inTickets = located.filter(({ ref }) => ref.kind === 'ticket' || isChild(ref.kind));
  const removed = lost.length || sweeps.length ? await leavingTickets(db, lost, sweeps) : [];
  const settled = await settle(db, sync);
  const touched = new Set([...inTickets.map(({ entry }) => entry[2]), ...settled, ...removed]);
  const folders = await readFolders(db, [...touched]);
  const generations = generationsOf(sync);
  for (const { entry, ref } of evictionsFirst(inTickets)) applyEntry(folders, generations, entry, ref);
  const held = new Map(Object.entries(sync.scopes).map(([key, state]) => [key, state.scope]));
  for (const id of removed) removeFrom(folders.get(id), lost, sweeps, held);
  for (const folder of folders.values()) showAsHeld(folder, held);
  hideParts(folders, sync);
  await storeDirectory(
    db,
    sync,
    located.filter(({ ref }) => isOfLists(ref.kind)),
    lost,
    sweeps,
  );
  await db.meta.put(sync);
  await receiveStamps(db, entries);
  await storeFolders(db, actor, folders, sync);
  await forgetStanding(db, folders);
  await forgetWords(
    db,
    takenBackIn(
      inTickets.map(({ entry, ref }) => ({ kind: ref.kind, row: entry[6] && (rowOf(entry, ref) as never) })),
    ),
  );
  await noteChanges(db, [...touched]);
}

/** Takes these tickets out of every scope that is not held any more. Inside a transaction over all tables. */
export async function leave(
  db: DeviceDatabase,
  actor: Actor,
  ids: string[],
  held: ReadonlyMap<string, number>,
): Promise<void> {
  const folders = await readFolders(db, ids);
  const kept = new Set(held.values());
  for (const folder of folders.values()) {
    for (const scope of Object.keys(folder.in).map(Number)) {
      if (!kept.has(scope)) carryScope(folder, scope, held);
    }
    showAsHeld(folder, held);
  }
  await storeFolders(db, actor, folders);
  await forgetStanding(db, folders);
  await noteChanges(db, ids);
}

/** What stood on a ticket that is not held any more is nobody's here: the words of own changes stay. */
async function forgetStanding(db: DeviceDatabase, folders: ReadonlyMap<string, Folder>): Promise<void> {
  const gone = new Set([...folders.values()].filter((folder) => !folder.ticket).map((folder) => folder.id));
  if (!gone.size) return;
  const own = await db.outbox
    .where('tickets')
    .anyOf([...gone])
    .distinct()
    .toArray();
  const less: OutboxEntry[] = [];
  for (const entry of own) {
    const part = ownPart(entry);
    // What it writes is on the first that it names.
    const left = gone.has(entry.tickets[0] ?? '') ? await lostEntry(db, part) : part;
    if (left !== entry) less.push(left);
  }
  if (less.length) await db.outbox.bulkPut(less);
  const sent = await db.sent
    .filter(({ back, tickets }) => !!back && tickets.some((id) => gone.has(id)))
    .toArray();
  if (sent.length) await db.sent.bulkPut(sent.map(withoutBack));
}

type Located = { entry: Entry; ref: RowRef };

/** A row that moved from one held scope to another comes as an eviction and a row: the row must win. */
function evictionsFirst(located: Located[]): Located[] {
  return [
    ...located.filter(({ entry }) => entry[6] === null),
    ...located.filter(({ entry }) => entry[6] !== null),
  ];
}

/** The row of an entry, with the ids that its header says. */
function rowOf(entry: Entry, ref: RowRef): object {
  return isChild(ref.kind)
    ? { ...entry[6], id: ref.id, ticketId: ref.ticketId }
    : { ...entry[6], id: ref.id };
}

function refOf([, code, parentId, rowId]: Entry): RowRef | undefined {
  const kind = kindOfCode(code);
  if (!kind) return undefined;
  return isChild(kind) ? { kind, id: rowId, ticketId: parentId } : { kind, id: rowId };
}

function applyEntry(folders: Map<string, Folder>, generations: Generations, entry: Entry, ref: RowRef): void {
  const folder = folders.get(entry[2]);
  if (!folder || !generations.has(entry[0])) return;
  if (entry[6] === null) evictRow(folder, ref, entry[0]);
  else putRow(folder, ref, rowOf(entry, ref) as RowTypes['ticket'], entry[0], generations);
}

/** Something came for a ticket that is not held: it stays hidden, and the ticket is fetched whole (SPEC S5). */
function hideParts(folders: Map<string, Folder>, sync: SyncMeta): void {
  for (const folder of folders.values()) {
    const hasChildren = childKinds.some((kind) => childrenOf(folder, kind).size > 0);
    if (!folder.ticket && hasChildren && !sync.want.includes(folder.id))
      sync.want = [...sync.want, folder.id];
  }
}

/** Entries that are answered and covered in every held scope leave the outbox (SPEC D3). Answers their tickets. */
async function settle(db: DeviceDatabase, sync: SyncMeta): Promise<string[]> {
  const states = Object.values(sync.scopes);
  const done = states.map((state) => unpack(state.done));
  const paused = !states.length || states.some((state) => state.fill !== null || state.sweep) || sync.paging;
  const open = await db.outbox.where('state').equals('answered').toArray();
  const isSeen = (dot: Dot): boolean => done.every((vector) => covers(vector, dot));
  const covered = ({ ord, n }: OutboxEntry): boolean => isSeen([ord, n]);
  const arrived = open.filter(covered);
  const waiting = await aheadOfRows(db, arrived, isSeen);
  const leaving = arrived.filter((entry) => !waiting.has(entry));
  if (!paused && leaving.length) {
    await db.outbox.bulkDelete(leaving.map((entry) => entry.seq));
    // What it wrote can be planned again, and what stood is in the rows; only the intent is kept.
    await db.sent.bulkPut(
      leaving.map((entry) => ({
        ...entry,
        ...(entry.verdict && { verdict: withoutStanding(entry.verdict) }),
        writes: [],
        answeredAt: entry.answeredAt ?? 0,
      })),
    );
  }
  return arrived.flatMap((entry) => entry.tickets);
}

/** Those whose answer told of a later value than the rows here have: left alone, the screen would go back to these. */
async function aheadOfRows(
  db: DeviceDatabase,
  entries: OutboxEntry[],
  isSeen: (dot: Dot) => boolean,
): Promise<Set<OutboxEntry>> {
  const ahead = entries.filter((entry) => aheadOf(entry, isSeen).length > 0);
  if (!ahead.length) return new Set();
  const folders = await readFolders(
    db,
    ahead.flatMap((entry) => entry.tickets),
  );
  const lies = (entry: OutboxEntry): boolean =>
    aheadOf(entry, isSeen).some(([key, register, , mark]) => {
      const ref = refOfKey(key);
      const folder = folders.get(ref?.ticketId ?? ref?.id ?? '');
      const row = ref && folder && confirmedIn(folder, ref);
      return row !== undefined && mark !== null && wins(mark, markOf(row, register));
    });
  return new Set(ahead.filter(lies));
}

async function leavingTickets(db: DeviceDatabase, lost: number[], sweeps: ScopeState[]): Promise<string[]> {
  const ids: string[] = [];
  await db.tickets.each((record) => {
    const memberships = [record.in, ...Object.values(record.childIn ?? {})];
    const stale = sweeps.some(({ scope, generation }) =>
      memberships.some((membership) => isStale(membership, scope, generation)),
    );
    if (stale || lost.some((scope) => scope in record.in)) ids.push(record.id);
  });
  return ids;
}

function removeFrom(
  folder: Folder | undefined,
  lost: number[],
  sweeps: ScopeState[],
  held: ReadonlyMap<string, number>,
): void {
  if (!folder) return;
  for (const scope of lost) carryScope(folder, scope, held);
  for (const { scope, generation } of sweeps) sweepScope(folder, scope, generation);
}

async function storeDirectory(
  db: DeviceDatabase,
  sync: SyncMeta,
  located: Located[],
  lost: number[],
  sweeps: ScopeState[],
): Promise<void> {
  const rows = groupBy(located, ({ ref }) => `${ref.kind}/${ref.id}`);
  const keys = [...rows.values()].map(
    ([first]) => [first?.ref.kind, first?.ref.id] as [DirectoryKind, string],
  );
  const records = new Map<string, DirectoryRecord>();
  for (const record of await db.directory.bulkGet(keys))
    if (record) records.set(`${record.kind}/${record.id}`, record);
  for (const { entry, ref } of evictionsFirst(located)) {
    const key = `${ref.kind}/${ref.id}`;
    const state = Object.values(sync.scopes).find((candidate) => candidate.scope === entry[0]);
    const known = records.get(key);
    if (entry[6] === null) {
      if (known) records.set(key, { ...known, in: omit(known.in, [entry[0]]) });
    } else if (state) {
      const held = { ...known?.in, [entry[0]]: state.generation };
      records.set(key, {
        kind: ref.kind as DirectoryKind,
        id: ref.id,
        row: rowOf(entry, ref) as DirectoryRecord['row'],
        in: held,
      });
    }
  }
  if (lost.length || sweeps.length) await removeDirectory(db, sync, records, lost, sweeps);
  const kept = [...records.values()];
  const gone = kept.filter((record) => !Object.keys(record.in).length);
  await db.directory.bulkPut(kept.filter((record) => Object.keys(record.in).length));
  await db.directory.bulkDelete(gone.map((record) => [record.kind, record.id]));
}

async function removeDirectory(
  db: DeviceDatabase,
  sync: SyncMeta,
  records: Map<string, DirectoryRecord>,
  lost: number[],
  sweeps: ScopeState[],
): Promise<void> {
  for (const stored of await db.directory.toArray()) {
    const record = records.get(`${stored.kind}/${stored.id}`) ?? stored;
    const stale = sweeps.filter(({ scope, generation }) => isStale(record.in, scope, generation));
    const carried = lost.some((scope) => scope in record.in) ? carriedInto(sync, record) : {};
    const left = omit({ ...carried, ...record.in }, [...lost, ...stale.map(({ scope }) => scope)]);
    if (!sameJson(left, record.in)) {
      records.set(`${stored.kind}/${stored.id}`, { ...record, in: left });
    }
  }
}

/** The scopes held now that will bring this row of a lost one: it stays on the screen until they are filled (SPEC S1). */
function carriedInto(sync: SyncMeta, { kind, row }: DirectoryRecord): Membership {
  const keys = scopesOf(kind, row, undefined);
  return Object.fromEntries(
    keys.flatMap((key) => (sync.scopes[key] ? [[sync.scopes[key].scope, CARRIED]] : [])),
  );
}

function omit(membership: Record<number, number>, scopes: number[]): Record<number, number> {
  return Object.fromEntries(Object.entries(membership).filter(([scope]) => !scopes.includes(Number(scope))));
}

/** Effective stamps enter the clock, so that the next own write is later than anything seen (SPEC M2). */
async function receiveStamps(db: DeviceDatabase, entries: Entry[]): Promise<void> {
  let highest = 0;
  for (const [, , , , , , row] of entries) if (row) highest = Math.max(highest, latestStamp(row as never));
  const clock = await readClock(db);
  if (highest > clock.last) await db.meta.put({ ...clock, last: highest });
}
