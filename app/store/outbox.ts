import { tick } from '../../shared/clock/stamp.ts';
import { fingerprint } from '../../shared/lib/fingerprint.ts';
import {
  rowKey,
  isChild,
  type ChildKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import { dotOf } from '../../shared/model/versioned.ts';
import {
  chainsOf,
  currentVersion,
  readsOf,
  type MutationArgs,
  type MutationName,
} from '../../shared/mutations/registry.ts';
import { parseMutation } from '../../shared/mutations/parse.ts';
import { followChain, type Chain } from '../../shared/mutations/leading.ts';
import type { Actor, Rows, Write } from '../../shared/mutations/plan.ts';
import type { Dot } from '../../shared/clock/dot.ts';
import type { Refusal } from '../../shared/rules/refusal.ts';
import { overConnection } from './connection.ts';
import type { DeviceDatabase, OutboxEntry, Painted, ThreadRecord, TicketRecord } from './database.ts';
import { ensureIdentity, UNREGISTERED } from './identity.ts';
import { grantsOn, readClock } from './meta.ts';
import { noteChanges, readDirectoryRows, repaint } from './repaint.ts';
import { withRoom } from './room.ts';

export type Made =
  | { uid: string; shown?: Shown | undefined; refusal?: never }
  | { refusal: Refusal; uid?: never; shown?: never };

/** What a transaction brought to the screen: its number in the log of changes, and the tickets as they are now. */
export interface Shown {
  rev: number;
  tickets: TicketRecord[];
}

/** A mutation to be made. Time is the device's own clock. */
export interface Wish<N extends MutationName> {
  name: N;
  args: MutationArgs<N>;
  newId: () => string;
  nowMs: number;
}

/**
 * Makes a mutation: outbox entry and what the screen shows in one transaction (SPEC D2). Resolves when the device has
 * it on disk; a connection that dies meanwhile makes it neither twice nor never, and a full device keeps it first (D6).
 */
export async function enqueue<N extends MutationName>(
  db: DeviceDatabase,
  signedIn: Actor,
  wish: Wish<N>,
): Promise<Made> {
  const uid = wish.newId();
  const tables = tablesToApply(db);
  const work = async (again: boolean): Promise<Made> => {
    // The connection died after the commit: it is on disk, and making it twice would do it twice.
    if (again && (await isMade(db, uid))) return { uid };
    return await enqueueWithin(db, signedIn, wish, uid);
  };
  return await withRoom(db, () =>
    overConnection(db, (again) => db.transaction('rw', tables, async () => await work(again))),
  );
}

/** What the transaction around `enqueueWithin` must cover. */
export const tablesToMake = (db: DeviceDatabase) => [
  db.tickets, db.threads, db.directory, db.outbox, db.drafts, db.meta, db.changes,
]; // prettier-ignore

/** What a transaction must cover in which rows arrive, and own work that came back leaves the outbox. */
export const tablesToApply = (db: DeviceDatabase) => [...tablesToMake(db), db.sent];

/** Makes a mutation inside a transaction over `tablesToMake`, together with whatever else that does. */
export async function enqueueWithin<N extends MutationName>(
  db: DeviceDatabase,
  signedIn: Actor,
  wish: Wish<N>,
  uid: string = wish.newId(),
): Promise<Made> {
  const parsed = parseMutation(wish.name, currentVersion(wish.name), wish.args);
  if (parsed.refusal) return { refusal: parsed.refusal };
  const { mutation, args } = parsed;
  const refs = readsOf(mutation, args, uid);
  const named = [
    ...new Set(refs.flatMap((ref) => (ref.kind === 'ticket' ? [ref.id] : (ref.ticketId ?? [])))),
  ];
  const writing = (mutation.locks?.(args).length ?? 0) > 0;
  // What does not depend on each other is asked for together: each turn of IndexedDB is felt.
  const [actor, clock] = await Promise.all([grantsOn(db, signedIn), readClock(db)]);
  const { ids, ...screen } = await readScreen(db, actor, {
    named,
    refs,
    writing,
    chains: chainsOf(mutation, args),
  });
  const atMs = wish.nowMs + clock.skewMs;
  const plan = mutation.plan({ rows: screen.rows, args, actor, atMs, uid });
  if (plan.refusal) return { refusal: plan.refusal };
  const me = await ensureIdentity(db, actor.role, wish.newId);
  const s = tick(clock.last, wish.nowMs);
  const entry: Omit<OutboxEntry, 'seq'> = {
    n: me.counter + 1,
    uid,
    prev: me.lastUid,
    name: wish.name,
    version: mutation.version,
    args,
    at: wish.nowMs,
    s,
    base: basesOf(plan.writes, screen),
    needs: await needsOf(db, refs, plan.writes, screen),
    echo: fingerprint(plan.writes),
    replica: me.id,
    ord: me.ord ?? UNREGISTERED,
    writes: plan.writes,
    tickets: ids,
    state: 'queued',
  };
  await Promise.all([
    db.outbox.add(entry),
    db.meta.bulkPut([
      { ...me, counter: entry.n, lastUid: entry.uid },
      { ...clock, last: s },
    ]),
  ]);
  const tickets = await repaint(db, actor, ids);
  const rev = await noteChanges(db, ids);
  return { uid, ...(tickets.length === ids.length && { shown: { rev, tickets } }) };
}

/** Whether a mutation is on disk; the worker may have sent it since. */
async function isMade(db: DeviceDatabase, uid: string): Promise<boolean> {
  if (await db.outbox.where('uid').equals(uid).count()) return true;
  const lately = await db.sent.orderBy('seq').reverse().limit(100).toArray();
  return lately.some((sent) => sent.uid === uid);
}

interface Screen {
  /** The tickets it may look at: those named, and those they lead to. */
  ids: string[];
  rows: Rows;
  /** What own changes lie on, by `row key.register`. */
  painted: Record<string, Painted>;
}

/** What the screen shows of these tickets, and the tenant's rows the plan asks for. */
async function readScreen(db: DeviceDatabase, actor: Actor, wanted: Wanted): Promise<Screen> {
  const [recordOf, directory] = await Promise.all([
    readHeld(db, wanted),
    readDirectoryRows(db, actor, wanted.refs, wanted.writing),
  ]);
  const led = [...recordOf].flatMap(([id, { record }]) => (record && !wanted.named.includes(id) ? [id] : []));
  const ids = [...wanted.named, ...led];
  const get = <K extends RowKind>(ref: RowRef<K>): RowTypes[K] | undefined => {
    if (ref.kind !== 'ticket' && !isChild(ref.kind)) return directory.rows.get(ref);
    const held = recordOf.get(ref.ticketId ?? ref.id);
    if (!held) return undefined;
    if (ref.kind === 'ticket') return held.record?.ticket as RowTypes[K] | undefined;
    const children: { id: string }[] = childrenIn(held.record, held.thread, ref.kind);
    return children.find((row) => row.id === ref.id) as RowTypes[K] | undefined;
  };
  const painted = Object.assign(
    directory.painted,
    ...[...recordOf.values()].map(({ record }) => record?.painted ?? {}),
  ) as Record<string, Painted>;
  const list = <K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][] => {
    const held = recordOf.get(ticketId);
    return held ? childrenIn(held.record, held.thread, kind) : [];
  };
  return { ids, rows: { get, list }, painted };
}

/** What a plan will look at. */
interface Wanted {
  /** Tickets by id. */
  named: readonly string[];
  refs: RowRef[];
  writing: boolean;
  chains: readonly Chain[];
}
interface Held {
  record: TicketRecord | undefined;
  thread: ThreadRecord | undefined;
}

/** The records of the tickets that are named, and of those they lead to as far as these are on this device. */
async function readHeld(
  db: DeviceDatabase,
  { named, chains }: Pick<Wanted, 'named' | 'chains'>,
): Promise<Map<string, Held>> {
  const held = new Map<string, Held>();
  const list = <K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][] => {
    const { record, thread } = held.get(ticketId) ?? {};
    return childrenIn(record, thread, kind);
  };
  for (let next = [...named]; next.length;) {
    const [records, threads] = await Promise.all([db.tickets.bulkGet(next), db.threads.bulkGet(next)]);
    next.forEach((id, i) => held.set(id, { record: records[i], thread: threads[i] }));
    const led = chains.flatMap((chain) => followChain({ list }, chain));
    next = [...new Set(led)].filter((id) => !held.has(id));
  }
  return held;
}

function childrenIn<K extends ChildKind>(
  record: TicketRecord | undefined,
  thread: ThreadRecord | undefined,
  kind: K,
): RowTypes[K][] {
  const lists = {
    ticketTag: record?.tags,
    fieldValue: record?.values,
    message: thread?.messages,
    event: thread?.events,
    ...record?.more,
  };
  return (lists[kind as keyof typeof lists] ?? []) as unknown as RowTypes[K][];
}

/** For every register a write sets: the dot of the last value of another replica shown there (SPEC M3). */
function basesOf(writes: Write[], { rows, painted }: Omit<Screen, 'ids'>): OutboxEntry['base'] {
  const bases: OutboxEntry['base'] = {};
  for (const write of writes) {
    if (write.op !== 'set') continue;
    const key = `${rowKey(write.ref)}.${write.register}`;
    const own = painted[key] ?? painted[`${rowKey(write.ref)}.*`];
    const row = rows.get(write.ref);
    const base: Dot | null = own ? own.base : row ? dotOf(row, write.register) : null;
    bases[key] = base && [base[0], base[1]];
  }
  return bases;
}

/**
 * The own unanswered mutations this one builds on: those that made its rows, or rows of the tenant's lists it names, and
 * those that moved the status it moves.
 */
async function needsOf(
  db: DeviceDatabase,
  refs: RowRef[],
  writes: Write[],
  { painted }: Pick<Screen, 'painted'>,
): Promise<string[]> {
  const keys = writes.flatMap(({ ref, ...write }) => {
    const made = [
      `${rowKey(ref)}.*`,
      ...(ref.ticketId ? [`${rowKey({ kind: 'ticket', id: ref.ticketId })}.*`] : []),
    ];
    return write.op === 'set' && write.register === 'status' ? [...made, `${rowKey(ref)}.status`] : made;
  });
  for (const ref of refs) if (ref.kind !== 'ticket' && !isChild(ref.kind)) keys.push(`${rowKey(ref)}.*`);
  const uids = [...new Set(keys.flatMap((key) => painted[key]?.uid ?? []))];
  if (!uids.length) return [];
  const entries = await db.outbox.where('uid').anyOf(uids).toArray();
  return entries.filter((entry) => entry.state !== 'answered').map((entry) => entry.uid);
}

/** Everything the server has not answered, in order. */
export async function queued(db: DeviceDatabase, limit: number): Promise<OutboxEntry[]> {
  return await db.outbox.where('state').equals('queued').limit(limit).sortBy('seq');
}
