import { covers, type Vector } from '../../shared/clock/vector.ts';
import type { Dot } from '../../shared/clock/dot.ts';
import {
  isChild,
  isOfLists,
  refOfKey,
  rowKey,
  type ChildKind,
  type DirectoryKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { sameJson } from '../../shared/lib/fingerprint.ts';
import { dotOf, markOf, type Mark, type Versioned } from '../../shared/model/versioned.ts';
import { inserted, withDerived, withRegister } from '../../shared/mutations/apply.ts';
import type { Actor, Insert, Rows, Set as SetWrite, Write } from '../../shared/mutations/plan.ts';
import type { Standing } from '../../shared/protocol/push.ts';
import { wins } from '../../shared/rules/merge.ts';
import { findMutation } from '../../shared/mutations/registry.ts';
import type { OutboxEntry, Painted, ThreadRecord, TicketRecord } from './database.ts';
import { hasStood, isBare, markOfEntry } from './entry.ts';
import { standingOf } from './standing.ts';
import { childrenOf, confirmedIn, exceptions, inTime, rowsFrom, type Folder } from './folder.ts';

/** What painting looks at beside the ticket: the tenant's lists, who acts, and what has been pulled. */
export interface Easel {
  directory: Rows;
  actor: Actor;
  skewMs: number;
  /** For each steady scope the vector of its last finished pull; absent scopes are filling and cover nothing. */
  done: ReadonlyMap<number, Vector>;
  /** What no scope holds may be in one to come: nothing is told by its absence. */
  unsettled: boolean;
}

/** A ticket's records as they are to be stored; undefined: nothing of it is left on this device. */
export interface PaintedRecords {
  record: TicketRecord | undefined;
  thread: ThreadRecord | undefined;
}

/** A covered write has come back among the confirmed rows; it is never painted again (SPEC D4). */
function isCovered(entry: OutboxEntry, folder: Folder, easel: Easel, own: readonly OutboxEntry[]): boolean {
  return (
    isPassed([entry.ord, entry.n], folder, easel) &&
    !(entry.state === 'queued' && isAnothers(entry, folder, own))
  );
}

/**
 * A copy of this profile has used the same counter for something else, which this device will hear with its next push:
 * what it wrote itself is not there, or lies under what it was written over, or under what the copy wrote.
 */
function isAnothers(entry: OutboxEntry, folder: Folder, own: readonly OutboxEntry[]): boolean {
  const here = entry.writes.filter(
    ({ ref }) => (ref.kind === 'ticket' || isChild(ref.kind)) && (ref.ticketId ?? ref.id) === folder.id,
  );
  // What it made is named by no other change: where that has not come, the change has not, whatever lies there by now;
  // unless what was made after it here has, which is done in its order.
  const made = here.filter(({ op }) => op === 'insert');
  if (made.length) {
    if (made.every(({ ref }) => confirmedIn(folder, ref))) return false;
    return !own.some((later) => later.ord === entry.ord && later.n > entry.n && hasCome(later, folder));
  }
  return here.length > 0 && here.every((write) => isUntouchedBy(entry, write as SetWrite, folder, own));
}

function isUntouchedBy(
  entry: OutboxEntry,
  write: SetWrite,
  folder: Folder,
  own: readonly OutboxEntry[],
): boolean {
  const { ref } = write;
  const row = confirmedIn(folder, ref);
  if (!row) return true;
  const [r, n] = dotOf(row, write.register);
  // Under a dot of this device's: its own only where the change with that counter says this very thing.
  if (r === entry.ord)
    return n < entry.n || !own.some((one) => one.ord === r && one.n === n && hasWritten(one, row, write));
  const base = entry.base[`${rowKey(ref)}.${write.register}`];
  return base?.[0] === r && base[1] === n;
}

/**
 * The mark under which an unanswered change was done, where something that it alone makes has come: told by that also where
 * no vector speaks of it any more, as after a refill that has folded this device away (SPEC D4).
 */
function doneAs(entry: OutboxEntry, folder: Folder): Mark | undefined {
  for (const { op, ref } of entry.writes) {
    const row = op === 'insert' && entry.state === 'queued' ? confirmedIn(folder, ref) : undefined;
    if (row) return [row.r, row.n, row.s];
  }
  return undefined;
}

/** Whether something here is known to be a change's own: what it made, or what it wrote under its dot. */
function hasCome(entry: OutboxEntry, folder: Folder): boolean {
  return entry.writes.some((write) => {
    const row = confirmedIn(folder, write.ref);
    if (!row) return false;
    const [r, n] = write.op === 'insert' ? [row.r, row.n] : dotOf(row, write.register);
    if (r !== entry.ord || n !== entry.n) return false;
    return write.op === 'insert' || hasWritten(entry, row, write);
  });
}

/** Whether a change wrote what the row now has where `write` would write. */
function hasWritten(entry: OutboxEntry, row: Versioned, { ref, ...write }: SetWrite): boolean {
  return entry.writes.some(
    (one) =>
      rowKey(one.ref) === rowKey(ref) &&
      (one.op === 'insert' || (one.register === write.register && sameJson({ ...row, ...one.columns }, row))),
  );
}

/**
 * What a verdict said stands, and has been on the screen since, but has not come: what covers the change itself may be
 * older than its answer (SPEC D4).
 */
export function aheadOf(entry: OutboxEntry, isSeen: (dot: Dot) => boolean): Standing[] {
  return standingOf(entry.verdict).filter(([, , , mark]) => mark && !isSeen([mark[0], mark[1]]));
}

/** Whether the vectors that hold the ticket have passed a change's dot. */
function isPassed(dot: Dot, folder: Pick<Folder, 'in' | 'ticket'>, easel: Easel): boolean {
  const scopes = folder.ticket ? Object.keys(folder.in).map(Number) : [];
  const seen = (scope: number): boolean => {
    const vector = easel.done.get(scope);
    return vector !== undefined && covers(vector, dot);
  };
  if (scopes.length) return scopes.some(seen);
  return !easel.unsettled && easel.done.size > 0 && [...easel.done.keys()].every(seen);
}

/**
 * The screen's rows: confirmed ones with own uncovered changes on top (SPEC D4), in the order they were made.
 * Unanswered changes run their plan again; answered ones show what they wrote, or what the server says stands. Tickets
 * that one change touches are painted together: what it does to one may depend on the other. Answers by ticket.
 */
export function paint(
  folders: Iterable<Folder>,
  entries: readonly OutboxEntry[],
  easel: Easel,
): Map<string, PaintedRecords> {
  const canvases = new Map<string, Canvas>();
  const owns = byTicket(entries);
  for (const folder of folders) canvases.set(folder.id, new Canvas(folder, owns.get(folder.id) ?? []));
  const rows = new Canvases(canvases, easel.directory);
  for (const entry of entries) {
    const touched = entry.tickets.flatMap((id) => canvases.get(id) ?? []);
    const bare = touched.filter((canvas) => entry.state !== 'refused' && !canvas.covers(entry, easel));
    const writes = bare.length ? writesOf(entry, rows, easel) : [];
    for (const canvas of touched) {
      if (bare.includes(canvas)) canvas.lay(writes, entry);
      else canvas.leave(entry, easel);
    }
  }
  return new Map([...canvases].map(([id, canvas]) => [id, canvas.records()]));
}

/** Own changes by the ticket they touch, each in order: asked for each ticket apart, many of both would be felt. */
function byTicket(entries: readonly OutboxEntry[]): Map<string, OutboxEntry[]> {
  const owns = new Map<string, OutboxEntry[]>();
  for (const entry of entries)
    for (const id of new Set(entry.tickets)) {
      const own = owns.get(id);
      if (own) own.push(entry);
      else owns.set(id, [entry]);
    }
  return owns;
}

function writesOf(entry: OutboxEntry, rows: Rows, easel: Easel): Write[] {
  if (entry.state === 'answered' && !isBare(entry)) return entry.writes;
  const mutation = findMutation(entry.name, entry.version);
  if (!mutation) return entry.writes;
  const atMs = entry.at + easel.skewMs;
  const plan = mutation.plan({ rows, args: entry.args, actor: easel.actor, atMs, uid: entry.uid });
  // What cannot be done any more may have been done before: it is shown as it was made until it is answered. So is what was
  // done to a ticket that is not here any more, and to another one with it.
  const { ticketId } = entry.args as { ticketId?: string };
  const isGone = ticketId !== undefined && !rows.get({ kind: 'ticket', id: ticketId });
  return plan.writes && !isGone ? plan.writes : entry.writes;
}

/** The rows of several tickets while they are painted, and the tenant's lists. */
class Canvases implements Rows {
  readonly partial = true;
  #canvases: ReadonlyMap<string, Canvas>;
  #directory: Rows;

  constructor(canvases: ReadonlyMap<string, Canvas>, directory: Rows) {
    this.#canvases = canvases;
    this.#directory = directory;
  }

  get<K extends RowKind>(ref: RowRef<K>): RowTypes[K] | undefined {
    if (isOfLists(ref.kind)) return this.#directory.get(ref);
    return this.#canvases.get(ref.ticketId ?? ref.id)?.find(ref) as RowTypes[K] | undefined;
  }

  list<K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][] {
    return this.#canvases.get(ticketId)?.shown(kind) ?? [];
  }

  all<K extends DirectoryKind>(kind: K): RowTypes[K][] {
    return this.#directory.all(kind);
  }
}

/** The rows of one ticket while they are painted. */
class Canvas {
  #folder: Folder;
  #own: readonly OutboxEntry[];
  #ticket: Ticket | null;
  #children = new Map<string, { ref: RowRef; row: RowTypes[ChildKind] }>();
  #painted: Record<string, Painted> = {};
  #isPainted = false;
  #waiting = 0;
  #refused = 0;

  constructor(folder: Folder, own: readonly OutboxEntry[]) {
    this.#folder = folder;
    this.#own = own;
    this.#ticket = folder.ticket;
  }

  /** A row of this ticket as it is painted by now. */
  find(ref: RowRef): Ticket | RowTypes[ChildKind] | undefined {
    if (ref.kind === 'ticket') return ref.id === this.#folder.id ? (this.#ticket ?? undefined) : undefined;
    if (!isChild(ref.kind) || ref.ticketId !== this.#folder.id) return undefined;
    return this.#children.get(rowKey(ref))?.row ?? childrenOf(this.#folder, ref.kind).get(ref.id);
  }

  covers(entry: OutboxEntry, easel: Easel): boolean {
    return isCovered(entry, this.#folder, easel, this.#own);
  }

  /** Lays a change on top. */
  lay(writes: readonly Write[], entry: OutboxEntry): void {
    this.#waiting += 1;
    const mark = markOfEntry(entry);
    const done = doneAs(entry, this.#folder) ?? (hasStood(entry) ? mark : undefined);
    for (const write of writes) this.#apply(write, entry, { mark, done });
    for (const standing of standingOf(entry.verdict)) this.#overlay(standing, entry);
  }

  /** Counts a change that is not laid on top: it was refused, or its rows have come. */
  leave(entry: OutboxEntry, easel: Easel): void {
    if (entry.state === 'refused') this.#refused += 1;
    // Its reply was lost but its rows have come: still to be answered, and nothing to paint.
    else if (entry.state === 'queued') this.#waiting += 1;
    else {
      for (const standing of aheadOf(entry, (dot) => isPassed(dot, this.#folder, easel)))
        this.#overlay(standing, entry);
    }
  }

  /** `done`: the mark it has had on the server, as far as that is known here. */
  #apply(write: Write, entry: OutboxEntry, { mark, done }: { mark: Mark; done: Mark | undefined }): void {
    const { ref } = write;
    if ((ref.ticketId ?? ref.id) !== this.#folder.id || isOfLists(ref.kind)) return;
    const present = this.find(ref);
    if (write.op === 'insert') {
      if (present) return;
      this.#note(`${rowKey(ref)}.*`, entry.uid, null);
      this.#put(ref, inserted(write as Insert, mark));
    } else if (present) {
      const key = `${rowKey(ref)}.${write.register}`;
      // It was done, and what came since is later: that stands.
      if (done && wins(markOf(present, write.register), done)) return;
      this.#note(key, entry.uid, this.#baseOf(ref, present, write.register, entry));
      this.#put(ref, withRegister(ref.kind, present as Versioned, write as SetWrite, mark) as never);
    }
    if (this.#ticket) this.#ticket = withDerived(this.#ticket, write);
  }

  /** Shows what the server says stands, where that is not what was planned, with the mark it stands under. */
  #overlay([key, register, columns, mark]: Standing, entry: OutboxEntry): void {
    const ref = refOfKey(key);
    if (!ref || isOfLists(ref.kind)) return;
    const present = this.find(ref);
    if (!present) return;
    // A row that has come needs no other; what was written in it since stands on its own.
    if (register === '*' && confirmedIn(this.#folder, ref)) return;
    const shown: Versioned = { ...present, ...columns };
    if (mark && wins(markOf(present, register), mark)) return;
    if (mark && ref.kind === 'ticket') shown.over = { ...shown.over, [register]: mark };
    else if (mark) Object.assign(shown, { r: mark[0], n: mark[1], s: mark[2] });
    // Another's value is on the screen now, also a copy's of this profile: whoever writes over it has seen it.
    if (mark && !this.#own.some(({ ord, n }) => ord === mark[0] && n === mark[1]))
      this.#note(`${key}.${register}`, entry.uid, [mark[0], mark[1]]);
    this.#put(ref, shown as RowTypes[ChildKind]);
  }

  /**
   * The dot of the last value of another replica: chains of own writes inherit the first one's, frozen when it was made
   * (SPEC M3). What arrived under the paint since then was never shown.
   */
  #baseOf(ref: RowRef, row: RowTypes[RowKind], register: string, entry: OutboxEntry): Dot | null {
    const key = `${rowKey(ref)}.${register}`;
    const frozen = entry.base[key];
    if (frozen !== undefined) return frozen;
    const earlier = this.#painted[key] ?? this.#painted[`${rowKey(ref)}.*`];
    return earlier ? earlier.base : dotOf(row, register);
  }

  #note(key: string, uid: string, base: Dot | null): void {
    this.#isPainted = true;
    this.#painted[key] = { uid, base };
  }

  #put(ref: RowRef, row: RowTypes[RowKind]): void {
    // From here on the screen is not what the server sent, which is kept apart.
    this.#isPainted = true;
    if (ref.kind === 'ticket') this.#ticket = row as Ticket;
    else this.#children.set(rowKey(ref), { ref, row: row as RowTypes[ChildKind] });
  }

  /** All rows of a kind as they are painted by now. */
  shown<K extends ChildKind>(kind: K): RowTypes[K][] {
    const rows = new Map(childrenOf(this.#folder, kind));
    for (const { ref, row } of this.#children.values()) {
      if (ref.kind === kind) rows.set(ref.id, row as RowTypes[K]);
    }
    return [...rows.values()];
  }

  records(): PaintedRecords {
    const folder = this.#folder;
    const [waiting, refused] = [this.#waiting, this.#refused];
    if (!this.#ticket) return { record: undefined, thread: undefined };
    const { ticket } = folder;
    const childIn = exceptions(folder);
    const confirmed = ticket && rowsFrom(ticket, (kind) => [...childrenOf(folder, kind).values()]);
    const own = [...this.#children.values()].filter(
      ({ ref }) => !childrenOf(folder, ref.kind as ChildKind).has(ref.id),
    );
    const under = [...this.#children.values()].flatMap(({ ref }) =>
      ref.kind === 'message' ? (childrenOf(folder, 'message').get(ref.id) ?? []) : [],
    );
    return {
      record: {
        id: folder.id,
        ...rowsFrom(this.#ticket, (kind) => this.shown(kind)),
        in: folder.in,
        ...(childIn && { childIn }),
        ...(this.#isPainted && { confirmed, painted: this.#painted }),
        ...(waiting && { waiting }),
        ...(refused && { refused }),
      },
      thread: {
        id: folder.id,
        messages: inTime(this.shown('message')),
        events: inTime(this.shown('event')),
        ...(own.length && { painted: own.map(({ ref }) => ref.id) }),
        ...(under.length && { confirmed: under }),
      },
    };
  }
}
