import { Dexie } from 'dexie';
import { unpack, type Vector } from '../../shared/clock/vector.ts';
import {
  isOfLists,
  rowKey,
  type ChildKind,
  type DirectoryKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import { followChain } from '../../shared/mutations/leading.ts';
import { chainsOf, findMutation, readsOf, wholeOf } from '../../shared/mutations/registry.ts';
import type { Actor, Rows } from '../../shared/mutations/plan.ts';
import type {
  DeviceDatabase,
  DirectoryRecord,
  OutboxEntry,
  Painted,
  ThreadRecord,
  TicketRecord,
} from './database.ts';
import { leaveDrafts } from './drafts.ts';
import { childrenOf, folderOf, type Folder } from './folder.ts';
import { grantsOn, readClock, readSync, type SyncMeta } from './meta.ts';
import { directoryEntries, readDirectory } from './paint-directory.ts';
import { paint, type Easel } from './paint.ts';

/** The folders of these tickets as the server confirmed them, by id. Call it inside a transaction. */
export async function readFolders(db: DeviceDatabase, ids: readonly string[]): Promise<Map<string, Folder>> {
  const wanted = [...ids];
  const [records, threads] = await Promise.all([db.tickets.bulkGet(wanted), db.threads.bulkGet(wanted)]);
  return new Map(wanted.map((id, i) => [id, folderOf(id, records[i], threads[i])]));
}

/**
 * The tenant's rows that these refs name, and all of the lists in `whole`, as the screen shows them. Own changes to the lists are laid on
 * top where there are any, which is seldom. `writing`: one of them will be written.
 */
export async function readDirectoryRows(
  db: DeviceDatabase,
  actor: Actor,
  refs: Iterable<RowRef>,
  { writing = false, whole = [] }: { writing?: boolean; whole?: readonly DirectoryKind[] } = {},
): Promise<{ rows: Rows; painted: Record<string, Painted> }> {
  const keys = new Map<string, [DirectoryKind, string]>();
  for (const ref of refs) {
    if (isOfLists(ref.kind)) keys.set(rowKey(ref), [ref.kind, ref.id]);
  }
  const named = keys.size ? db.directory.bulkGet([...keys.values()]) : [];
  const asked = keys.size > 0 || whole.length > 0;
  const [sent, own] = await Promise.all([named, asked && !writing ? directoryEntries(db) : []]);
  let found = sent;
  let painted: Record<string, Painted> = {};
  let listed: DirectoryRecord[];
  if (writing || own.length) {
    const shown = await readDirectory(db, actor);
    found = [...keys.keys()].map((key) => shown.records.get(key));
    listed = [...shown.records.values()];
    ({ painted } = shown);
  } else listed = await listsIn(db, whole);
  const rowOf = new Map([...keys.keys()].map((key, i) => [key, found[i]?.row]));
  const get = <K extends RowKind>(ref: RowRef<K>) => rowOf.get(rowKey(ref)) as RowTypes[K] | undefined;
  const all = <K extends DirectoryKind>(kind: K): RowTypes[K][] =>
    listed.flatMap((record) => (record.kind === kind ? [record.row as RowTypes[K]] : []));
  return { rows: { get, list: () => [], all }, painted };
}

/** Whole lists of the tenant's as the server sent them. */
async function listsIn(db: DeviceDatabase, kinds: readonly DirectoryKind[]): Promise<DirectoryRecord[]> {
  const lists = [...new Set(kinds)].map((kind) =>
    db.directory.where('[kind+id]').between([kind, Dexie.minKey], [kind, Dexie.maxKey]).toArray(),
  );
  return (await Promise.all(lists)).flat();
}

/** The vectors of the last finished pull, by scope ordinal. */
export function doneVectors(sync: SyncMeta): Map<number, Vector> {
  const done = new Map<number, Vector>();
  for (const state of Object.values(sync.scopes)) if (!state.fill) done.set(state.scope, unpack(state.done));
  return done;
}

export function isFilling(sync: SyncMeta): boolean {
  return Object.values(sync.scopes).some((state) => state.fill !== null);
}

/**
 * While a scope is being filled, or what a refill did not bring has not left: which scopes there are is known with the pull
 * that follows, and what none of these holds may be in one to come.
 */
function isUnsettled(sync: SyncMeta): boolean {
  return isFilling(sync) || Object.values(sync.scopes).some(({ sweep }) => sweep);
}

/**
 * Paints folders with what the outbox has for them, stores the records and answers them. Inside a transaction over
 * tickets, threads, directory, outbox, drafts and meta. `sync` is passed where the transaction has a newer one than is stored.
 */
export async function storeFolders(
  db: DeviceDatabase,
  actor: Actor,
  folders: ReadonlyMap<string, Folder>,
  sync?: SyncMeta,
): Promise<TicketRecord[]> {
  const together = withLinked(db, folders);
  const easel = await easelFor(db, actor, together.then(({ entries }) => entries), sync); // prettier-ignore
  const { all, entries } = await together;
  const records: TicketRecord[] = [];
  const threads: ThreadRecord[] = [];
  const gone: string[] = [];
  for (const [id, { record, thread }] of paint(all.values(), entries, easel)) {
    if (record && thread) {
      records.push(record);
      threads.push(thread);
    } else {
      gone.push(id);
    }
  }
  if (gone.length) await leaveDrafts(db, gone);
  await Promise.all([
    records.length && db.tickets.bulkPut(records),
    threads.length && db.threads.bulkPut(threads),
    gone.length && db.tickets.bulkDelete(gone),
    gone.length && db.threads.bulkDelete(gone),
  ]);
  return records;
}

/**
 * The folders with those of tickets that an own change touches together with one of them, or leads to, and so on, and the
 * changes on all of these. Of tickets that are painted only for that, the screens are told here.
 */
async function withLinked(
  db: DeviceDatabase,
  folders: ReadonlyMap<string, Folder>,
): Promise<{ all: ReadonlyMap<string, Folder>; entries: OutboxEntry[] }> {
  const all = new Map(folders);
  for (;;) {
    const entries = await entriesOn(db, [...all.keys()]);
    const laid = entries.filter(({ state }) => state !== 'refused');
    const touched = laid.flatMap(({ tickets }) => tickets);
    const linked = new Set([...touched, ...ledTo(laid, all)].filter((id) => !all.has(id)));
    if (linked.size === 0) {
      await noteChanges(db, [...all.keys()].filter((id) => !folders.has(id))); // prettier-ignore
      return { all, entries };
    }
    for (const [id, folder] of await readFolders(db, [...linked])) all.set(id, folder);
  }
}

/** The tickets that those of unanswered changes lead to by now, by what has been confirmed since they were made. */
function ledTo(entries: readonly OutboxEntry[], folders: ReadonlyMap<string, Folder>): string[] {
  const list = <K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][] => {
    const folder = folders.get(ticketId);
    return folder ? [...childrenOf(folder, kind).values()] : [];
  };
  return entries.flatMap(({ state, name, version, args }) => {
    const mutation = state === 'queued' ? findMutation(name, version) : undefined;
    return mutation ? chainsOf(mutation, args).flatMap((chain) => followChain({ list }, chain)) : [];
  });
}

/** Outbox entries that touch these tickets, in the order they were made. */
export async function entriesOn(db: DeviceDatabase, ids: readonly string[]): Promise<OutboxEntry[]> {
  const count = await db.outbox.count();
  if (count === 0) return [];
  const wanted = new Set(ids);
  // Beyond a few tickets one pass over the outbox is cheaper than an index look-up for each.
  const found =
    ids.length > 20
      ? (await db.outbox.toArray()).filter((entry) => entry.tickets.some((id) => wanted.has(id)))
      : await db.outbox
          .where('tickets')
          .anyOf([...ids])
          .distinct()
          .toArray();
  return found.sort((a, b) => a.seq - b.seq);
}

async function easelFor(
  db: DeviceDatabase,
  actor: Actor,
  entries: Promise<OutboxEntry[]>,
  given?: SyncMeta,
): Promise<Easel> {
  const [own, clock, grants, sync] = await Promise.all([
    entries,
    readClock(db),
    grantsOn(db, actor),
    given ?? readSync(db),
  ]);
  const again = own.flatMap((entry) => {
    const mutation = entry.state === 'queued' ? findMutation(entry.name, entry.version) : undefined;
    return mutation ? [{ entry, mutation }] : [];
  });
  const refs = again.flatMap(({ entry, mutation }) => readsOf(mutation, entry.args, entry.uid));
  const whole = again.flatMap(({ entry, mutation }) => wholeOf(mutation, entry.args));
  return {
    directory: (await readDirectoryRows(db, actor, refs, { whole })).rows,
    actor: grants,
    skewMs: clock.skewMs,
    done: doneVectors(sync),
    unsettled: isUnsettled(sync),
  };
}

/** Paints tickets anew from what is stored; answers their records. */
export async function repaint(
  db: DeviceDatabase,
  actor: Actor,
  ids: readonly string[],
  sync?: SyncMeta,
): Promise<TicketRecord[]> {
  if (ids.length === 0) return [];
  return await storeFolders(db, actor, await readFolders(db, [...new Set(ids)]), sync);
}

/** Tells the screens which tickets a transaction changed, under the number it answers; keeps the log short. */
export async function noteChanges(db: DeviceDatabase, tickets: readonly string[] | null): Promise<number> {
  if (tickets?.length === 0) return 0;
  const rev = await db.changes.add({ tickets: tickets && tickets.length <= 2_000 ? [...tickets] : null });
  if (rev % 100 === 0)
    await db.changes
      .where('rev')
      .below(rev - 100)
      .delete();
  return rev;
}
