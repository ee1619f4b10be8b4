import { sayable } from '../../shared/clock/claimed.ts';
import { tick } from '../../shared/clock/stamp.ts';
import { fingerprint } from '../../shared/lib/fingerprint.ts';
import { must } from '../../shared/lib/must.ts';
import { isOfLists, rowKey, type RowKind, type RowRef } from '../../shared/model/rows.ts';
import { asksAnAdmin } from '../../shared/mutations/ask-approval.ts';
import { followChain, type Chain } from '../../shared/mutations/leading.ts';
import type { Mutation } from '../../shared/mutations/mutation.ts';
import {
  chainsOf,
  currentVersion,
  readsOf,
  wholeOf,
  type MutationArgs,
  type MutationName,
} from '../../shared/mutations/registry.ts';
import { parseMutation } from '../../shared/mutations/parse.ts';
import type { Actor, Insert, Write } from '../../shared/mutations/plan.ts';
import { backOf, inversesOf, type Change } from '../../shared/mutations/undo.ts';
import type { Refusal } from '../../shared/rules/refusal.ts';
import { overConnection } from './connection.ts';
import {
  writesLists,
  type Batch,
  type DeviceDatabase,
  type OutboxEntry,
  type TicketRecord,
} from './database.ts';
import { newIdentity, UNREGISTERED } from './identity.ts';
import { grantsBy, readClock, readReplica, type ClockMeta, type Meta, type ReplicaMeta } from './meta.ts';
import { ownOf } from './own-text.ts';
import { noteChanges, repaint } from './repaint.ts';
import { withRoom } from './room.ts';
import { readScreen, type Screen } from './screen.ts';

export type Made =
  | {
      uid: string;
      seq?: number;
      asked?: boolean;
      goesBack?: boolean;
      shown?: Shown | undefined;
      refusal?: never;
    }
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
  const { outcomes, shown } = await enqueueAllWithin(db, signedIn, { ...wish, changes: [{ ...wish, uid }] });
  const outcome = must(outcomes[0], 'outcome');
  const { refusal, ...rest } = outcome;
  return refusal ? { refusal } : { uid, ...rest, shown };
}

/** Mutations to be made in one step, each on top of those before it. */
export interface Step {
  changes: readonly { name: MutationName; args: unknown; uid: string }[];
  newId: () => string;
  nowMs: number;
  /** Names the step on each of its mutations, where they are one thing for the person. */
  batch?: Omit<Batch, 'size'>;
}

/**
 * What became of each mutation of a step, in order. `asked`: it is not done, an admin is asked for it. `goesBack`: there is
 * something in it that can be put back.
 */
export interface StepMade {
  outcomes: (
    | { seq: number; asked: boolean; goesBack: boolean; refusal?: never }
    | { refusal: Refusal; seq?: never; asked?: never; goesBack?: never }
  )[];
  shown: Shown | undefined;
}

/**
 * Makes mutations inside a transaction over `tablesToMake`. They are read for together and painted once; each is an
 * entry of its own, sent, judged and refused by itself. What is refused here leaves the others as they are.
 */
export async function enqueueAllWithin(db: DeviceDatabase, signedIn: Actor, step: Step): Promise<StepMade> {
  const { made, metas, actor } = await makeAll(db, signedIn, step);
  const entries = made.flatMap(({ entry }) => entry ?? []);
  if (!entries.length) return { outcomes: outcomesOf(made, []), shown: undefined };
  await keepOpenNeeds(db, entries);
  if (step.batch) for (const entry of entries) entry.batch = { ...step.batch, size: entries.length };
  const [seqs] = await Promise.all([db.outbox.bulkAdd(entries, { allKeys: true }), db.meta.bulkPut(metas)]);
  const touched = [...new Set(entries.flatMap((entry) => entry.tickets))];
  const tickets = await repaint(db, actor, touched);
  const rev = await noteChanges(db, touched);
  const shown = tickets.length === touched.length ? { rev, tickets } : undefined;
  return { outcomes: outcomesOf(made, seqs), shown };
}

type MadeOne = { entry: NewEntry; refusal?: never } | { refusal: Refusal; entry?: never };

function outcomesOf(made: readonly MadeOne[], seqs: readonly number[]): StepMade['outcomes'] {
  let next = 0;
  return made.map(({ refusal, entry }) =>
    refusal
      ? { refusal }
      : { seq: must(seqs[next++], 'key'), asked: asksAnAdmin(entry.writes), goesBack: canGoBack(entry) },
  );
}

function canGoBack({ name, args, writes, back, ord, n }: NewEntry): boolean {
  const events = writes.flatMap((write) =>
    write.op === 'insert' && write.ref.kind === 'event' ? [(write as Insert<'event'>).row] : [],
  );
  return inversesOf([{ name, args, events, back, dot: [ord, n] }]).length > 0;
}

/** Reads for all mutations of a step together, and plans each on top of those before it. */
async function makeAll(
  db: DeviceDatabase,
  signedIn: Actor,
  step: Step,
): Promise<{ made: MadeOne[]; metas: Meta[]; actor: Actor }> {
  const wishes = step.changes.map((change) => toWish(change));
  const parsed = wishes.flatMap((wish) => (wish.refusal ? [] : [wish]));
  const named = [...new Set(parsed.flatMap((wish) => wish.tickets))];
  const chains = parsed.flatMap((wish) => wish.chains);
  const refs = parsed.flatMap((wish) => wish.refs);
  const writing = parsed.some(({ mutation, args }) => (mutation.locks?.(args).length ?? 0) > 0);
  const whole = parsed.flatMap(({ mutation, args }) => wholeOf(mutation, args));
  // What does not depend on each other is asked for together: each turn of IndexedDB is felt.
  const [known, clock] = await Promise.all([readReplica(db), readClock(db)]);
  const actor = grantsBy(known, signedIn);
  const screen = await readScreen(db, actor, { named, refs, writing, chains, whole });
  const me = known ?? newIdentity(actor.role, step.newId);
  const maker = new Maker({ screen, actor, me, clock, step });
  const made = wishes.map((wish): MadeOne => (wish.refusal ? { refusal: wish.refusal } : maker.make(wish)));
  return { made, metas: maker.metas(), actor };
}

/** A mutation with what it looks at, or why it is none. */
type ParsedWish =
  | { refusal: Refusal }
  | {
      refusal?: never;
      uid: string;
      name: MutationName;
      mutation: Mutation<unknown>;
      args: unknown;
      refs: RowRef[];
      /** Those it names. */
      tickets: string[];
      chains: Chain[];
    };

function toWish({ name, args: given, uid }: Step['changes'][number]): ParsedWish {
  const parsed = parseMutation(name, currentVersion(name), given);
  if (parsed.refusal) return { refusal: parsed.refusal };
  const { mutation, args } = parsed;
  const refs = readsOf(mutation, args, uid);
  const tickets = refs.flatMap((ref) => (ref.kind === 'ticket' ? [ref.id] : (ref.ticketId ?? [])));
  return {
    uid,
    name,
    mutation,
    args,
    refs,
    tickets: [...new Set(tickets)],
    chains: chainsOf(mutation, args),
  };
}

type NewEntry = Omit<OutboxEntry, 'seq'>;

/** Plans one mutation after another on what the screen shows, and numbers them. */
class Maker {
  #given: { screen: Screen; actor: Actor; me: ReplicaMeta; clock: ClockMeta; step: Step };
  #me: ReplicaMeta;
  #last: number;

  constructor(given: { screen: Screen; actor: Actor; me: ReplicaMeta; clock: ClockMeta; step: Step }) {
    this.#given = given;
    this.#me = given.me;
    this.#last = given.clock.last;
  }

  make(wish: Exclude<ParsedWish, { refusal: Refusal }>): MadeOne {
    const { screen, actor, clock, step } = this.#given;
    const { uid, name, mutation, args, refs } = wish;
    const led = wish.chains.flatMap((chain) => followChain(screen, chain)).filter((id) => screen.has(id));
    const tickets = [...new Set([...wish.tickets, ...led])];
    const plan = mutation.plan({ rows: screen, args, actor, atMs: step.nowMs + clock.skewMs, uid });
    if (plan.refusal) return { refusal: plan.refusal };
    const back = backOf({ name, args } as Change, screen);
    const own = ownOf({ name, args }, screen, step.batch?.undoes === true);
    const me = this.#me;
    const at = sayable(step.nowMs);
    const s = tick(this.#last, at);
    const entry: NewEntry = {
      n: me.counter + 1,
      uid,
      prev: me.lastUid,
      name,
      version: mutation.version,
      args,
      at,
      s,
      base: basesOf(plan.writes, screen),
      needs: needsOf(refs, plan.writes, screen),
      echo: fingerprint(plan.writes),
      replica: me.id,
      ord: me.ord ?? UNREGISTERED,
      writes: plan.writes,
      tickets,
      ...(writesLists(plan.writes) && { lists: 1 as const }),
      state: 'queued',
      ...(back && { back }),
      ...own,
    };
    this.#me = { ...me, counter: entry.n, lastUid: uid };
    this.#last = s;
    if (step.changes.length > 1) screen.lay(entry, [entry.ord, entry.n, s]);
    return { entry };
  }

  /** Who and when this device is after what was made. */
  metas(): Meta[] {
    return [this.#me, { ...this.#given.clock, last: this.#last }];
  }
}

/** Whether a mutation is on disk; the worker may have sent it since. */
async function isMade(db: DeviceDatabase, uid: string): Promise<boolean> {
  if (await db.outbox.where('uid').equals(uid).count()) return true;
  const lately = await db.sent.orderBy('seq').reverse().limit(100).toArray();
  return lately.some((sent) => sent.uid === uid);
}

/** For every register a write sets: the dot of the last value of another replica shown there (SPEC M3). */
function basesOf(writes: Write[], screen: Screen): OutboxEntry['base'] {
  const bases: OutboxEntry['base'] = {};
  for (const write of writes) {
    const register = write.op === 'set' ? write.register : registerMade(write.ref.kind);
    if (register !== undefined)
      bases[`${rowKey(write.ref)}.${register}`] = screen.baseOf(write.ref, register);
  }
  return bases;
}

/**
 * The register of a row that two may make at once: a tag on a ticket, a field's value, the tick of an item, a signature. Whoever comes second writes over
 * what the first has made, and had seen nothing of it.
 */
const registerMade = (kind: RowKind): string | undefined =>
  ['fieldValue', 'ticketTag', 'check', 'signature'].includes(kind) ? 'row' : undefined;

/**
 * The own mutations this one builds on: those that made its rows, or rows of the tenant's lists it names, and those that
 * moved the status it moves.
 */
function needsOf(refs: RowRef[], writes: Write[], { painted }: Screen): string[] {
  const keys = writes.flatMap(({ ref, ...write }) => {
    const made = [
      `${rowKey(ref)}.*`,
      ...(ref.ticketId ? [`${rowKey({ kind: 'ticket', id: ref.ticketId })}.*`] : []),
    ];
    // A file stands or falls with the message it goes with.
    const messageId = write.op === 'insert' && 'messageId' in write.row ? write.row.messageId : null;
    if (messageId !== null) made.push(`${rowKey({ ...ref, kind: 'message', id: messageId })}.*`);
    return write.op === 'set' && write.register === 'status' ? [...made, `${rowKey(ref)}.status`] : made;
  });
  for (const ref of refs) if (isOfLists(ref.kind)) keys.push(`${rowKey(ref)}.*`);
  return [...new Set(keys.flatMap((key) => painted[key]?.uid ?? []))];
}

/** Of what the new entries build on, what is answered already does not matter any more. */
async function keepOpenNeeds(db: DeviceDatabase, entries: NewEntry[]): Promise<void> {
  const made = new Set(entries.map(({ uid }) => uid));
  const asked = [...new Set(entries.flatMap(({ needs }) => needs))].filter((uid) => !made.has(uid));
  const found = asked.length ? await db.outbox.where('uid').anyOf(asked).toArray() : [];
  const open = new Set(found.filter(({ state }) => state !== 'answered').map(({ uid }) => uid));
  for (const entry of entries) entry.needs = entry.needs.filter((uid) => made.has(uid) || open.has(uid));
}

/** Everything the server has not answered, in order. */
export async function queued(db: DeviceDatabase, limit: number): Promise<OutboxEntry[]> {
  return await db.outbox.where('state').equals('queued').limit(limit).sortBy('seq');
}
