import type { Dot } from '../../shared/clock/dot.ts';
import {
  isOfLists,
  rowKey,
  type ChildKind,
  type DirectoryKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import { dotOf, type Mark, type Versioned } from '../../shared/model/versioned.ts';
import { inserted, withDerived, withRegister } from '../../shared/mutations/apply.ts';
import { followChain, type Chain } from '../../shared/mutations/leading.ts';
import type { Actor, Insert, Rows, Write } from '../../shared/mutations/plan.ts';
import type { DeviceDatabase, OutboxEntry, Painted, ThreadRecord, TicketRecord } from './database.ts';
import { readDirectoryRows } from './repaint.ts';

interface Held {
  record: TicketRecord | undefined;
  thread: ThreadRecord | undefined;
}

/** What the screen shows of some tickets and of the tenant's lists, and what has been done to it since it was read. */
export class Screen implements Rows {
  readonly partial = true;
  /** What own changes lie on, by `row key.register`. */
  readonly painted: Record<string, Painted>;
  #held: ReadonlyMap<string, Held>;
  #directory: Rows;
  #later = new Map<string, { ref: RowRef; row: RowTypes[RowKind] }>();

  constructor(held: ReadonlyMap<string, Held>, directory: { rows: Rows; painted: Record<string, Painted> }) {
    this.#held = held;
    this.#directory = directory.rows;
    this.painted = directory.painted;
    for (const { record } of held.values()) Object.assign(this.painted, record?.painted);
  }

  /** Whether this device has the ticket. */
  has(ticketId: string): boolean {
    return this.get({ kind: 'ticket', id: ticketId }) !== undefined;
  }

  get<K extends RowKind>(ref: RowRef<K>): RowTypes[K] | undefined {
    const later = this.#later.get(rowKey(ref));
    if (later) return later.row as RowTypes[K];
    if (isOfLists(ref.kind)) return this.#directory.get(ref);
    const held = this.#held.get(ref.ticketId ?? ref.id);
    if (!held) return undefined;
    if (ref.kind === 'ticket') return held.record?.ticket as RowTypes[K] | undefined;
    const children: { id: string }[] = childrenIn(held.record, held.thread, ref.kind);
    return children.find((row) => row.id === ref.id) as RowTypes[K] | undefined;
  }

  list<K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][] {
    const held = this.#held.get(ticketId);
    const rows = held ? childrenIn(held.record, held.thread, kind) : [];
    const later = [...this.#later.values()].filter(
      ({ ref }) => ref.kind === kind && ref.ticketId === ticketId,
    );
    if (!later.length) return rows;
    const fresh = new Set(later.map(({ ref }) => ref.id));
    const kept = (rows as { id: string }[]).filter(({ id }) => !fresh.has(id));
    return [...kept, ...later.map(({ row }) => row)] as RowTypes[K][];
  }

  all<K extends DirectoryKind>(kind: K): RowTypes[K][] {
    const later = [...this.#later.values()].filter(({ ref }) => ref.kind === kind);
    const fresh = new Set(later.map(({ ref }) => ref.id));
    const kept = this.#directory.all(kind).filter(({ id }) => !fresh.has(id));
    return [...kept, ...later.map(({ row }) => row as RowTypes[K])];
  }

  /** The dot of the last value of another replica in a register (SPEC M3). */
  baseOf(ref: RowRef, register: string): [r: number, n: number] | null {
    const own = this.painted[`${rowKey(ref)}.${register}`] ?? this.painted[`${rowKey(ref)}.*`];
    const row = this.get(ref);
    const base: Dot | null = own ? own.base : row ? dotOf(row, register) : null;
    return base && [base[0], base[1]];
  }

  /** Lays a change on top, for those that are made after it in the same step. */
  lay({ uid, writes, base }: Pick<OutboxEntry, 'uid' | 'writes' | 'base'>, mark: Mark): void {
    for (const write of writes) {
      const { ref } = write;
      const key = rowKey(ref);
      const present = this.get(ref);
      if (write.op === 'insert') this.painted[`${key}.*`] = { uid, base: null };
      else this.painted[`${key}.${write.register}`] = { uid, base: base[`${key}.${write.register}`] ?? null };
      const row = laid(write, present, mark);
      if (row) this.#later.set(key, { ref, row });
      const ticketRef: RowRef<'ticket'> = { kind: 'ticket', id: ref.ticketId ?? '' };
      const ticket = this.get(ticketRef);
      if (ticket) this.#later.set(rowKey(ticketRef), { ref: ticketRef, row: withDerived(ticket, write) });
    }
  }
}

function laid(
  write: Write,
  present: RowTypes[RowKind] | undefined,
  mark: Mark,
): RowTypes[RowKind] | undefined {
  if (write.op === 'insert') return inserted(write as Insert, mark);
  if (!present) return undefined;
  return withRegister<Versioned>(write.ref.kind, present, write, mark) as RowTypes[RowKind];
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

/** What plans will look at. */
interface Wanted {
  /** Tickets by id. */
  named: readonly string[];
  refs: RowRef[];
  writing: boolean;
  chains: readonly Chain[];
  /** Lists of the tenant's, all of each. */
  whole?: readonly DirectoryKind[];
}

/**
 * What the screen shows of these tickets and of those they lead to, and the tenant's rows the plans ask for. Call it inside
 * a transaction.
 */
export async function readScreen(db: DeviceDatabase, actor: Actor, wanted: Wanted): Promise<Screen> {
  const [held, directory] = await Promise.all([
    readHeld(db, wanted),
    readDirectoryRows(db, actor, wanted.refs, wanted),
  ]);
  return new Screen(held, directory);
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
