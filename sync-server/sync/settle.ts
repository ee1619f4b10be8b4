import { isRedacted, type Message } from '../../shared/model/conversation.ts';
import { SERVER_REPLICA, type Dot } from '../../shared/clock/dot.ts';
import type { Stamp } from '../../shared/clock/stamp.ts';
import { must } from '../../shared/lib/must.ts';
import { fingerprint, sameJson } from '../../shared/lib/fingerprint.ts';
import { isChild, rowKey, type RowKind, type RowRef } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { markOf, type Mark, type Versioned } from '../../shared/model/versioned.ts';
import { inserted, registerValue, withDerived, withRegister } from '../../shared/mutations/apply.ts';
import type { Set as SetWrite, Write } from '../../shared/mutations/plan.ts';
import {
  decide,
  hadSeen,
  merge,
  mergeRuleOf,
  type Ancestor,
  type Cell,
  type Outcome,
} from '../../shared/rules/merge.ts';
import type { MergeRule, MergeRules } from '../../shared/model/policy.ts';
import type { AuditEntry } from '../db/sync/log.ts';
import type { WorkingSet } from './working-set.ts';

/** Who writes, under which dot, having seen what. */
export interface Author {
  dot: Dot;
  /** The stamp the write may claim (never ahead of the server's clock). */
  claimed: Stamp;
  /** The replica's last effective stamp. */
  lastStamp: Stamp;
  ancestors: readonly Ancestor[];
  base: Readonly<Record<string, Dot | null>>;
  /** Fingerprint of what the device planned. */
  echo: string;
  /** What the tenant has chosen for its registers. */
  rules: MergeRules;
  /** When it was done, and when the office got it where that was later (SPEC M7); absent for the server's own work. */
  done?: { at: number; receivedAt: number | null };
}

/** A value that was overwritten unseen, or could not come to stand (SPEC M3, M4), under the mark of who raised it. */
export interface Clash {
  ref: RowRef;
  register: string;
  kept: Cell<object>;
  lost: Cell<object>;
  ruled: boolean;
  mark: Mark;
}

export interface Settled {
  /** The effective stamp (SPEC M2). */
  stamp: Stamp;
  conflicts: Clash[];
  changes: AuditEntry['changes'];
  /** The rows that changed by a write of their own (not by what was derived). */
  touched: RowRef[];
  /** [row key, register] of everything written, when any of it stands otherwise than the device planned. */
  wrote: [key: string, register: string][] | null;
}

/**
 * Merges planned writes into the rows (SPEC M1–M4), pure but for the working set it is given:
 * the effective stamp is fixed first, above every standing value the author had seen; then each register is won or
 * lost on its own; a differing value overwritten unseen, on either side, is kept as a conflict. Where a rule of the
 * tenant held a write back, nothing happened yet: the timeline does not say that it did.
 */
export function settle(rows: WorkingSet, writes: Write[], author: Author): Settled {
  const stamp = effectiveStamp(rows, writes, author);
  const mark: Mark = [author.dot[0], author.dot[1], stamp];
  const settled: Settled = { stamp, conflicts: [], changes: [], touched: [], wrote: null };
  let asPlanned = fingerprint(writes) === author.echo;
  let heldBack = false;
  for (const planned of writes) {
    const write = asItCame(planned, author);
    if (write.op === 'insert') {
      if (heldBack && write.ref.kind === 'event') continue;
      rows.put(write.ref, inserted(write, mark));
      settled.touched.push(write.ref);
      // Messages and the timeline are logs of their own, and a ticket says itself what it began as. Of the rest the log would
      // say nothing but an identity, and not which value a field had first.
      if (!['ticket', 'message', 'event'].includes(write.ref.kind))
        settled.changes.push([rowKey(write.ref), 'row', null, { ...write.row }]);
    } else {
      const { stands, asWritten, rule } = settleRegister(rows, write, mark, author, settled);
      if (!asWritten) asPlanned = false;
      if (stands === 'standing' && !asWritten && rule !== 'last') heldBack = true;
    }
    derive(rows, write);
  }
  if (!asPlanned) {
    settled.wrote = writes.flatMap(wroteBy);
  }
  return settled;
}

const datedKinds: readonly RowKind[] = ['ticket', 'message', 'event'];

/** Of what came late, when: what an import dates otherwise did not happen here. Null of all else, as it is read again. */
function asItCame(write: Write, { done }: Author): Write {
  if (write.op !== 'insert' || !datedKinds.includes(write.ref.kind)) return write;
  const row = write.row as Pick<Ticket, 'createdAt' | 'updatedAt'>;
  const receivedAt = done && row.createdAt === done.at ? done.receivedAt : null;
  const isLateTicket = write.ref.kind === 'ticket' && receivedAt !== null;
  const came = isLateTicket ? { receivedAt, updatedAt: receivedAt } : { receivedAt };
  return { ...write, row: { ...row, ...came } } as Write;
}

/** What a write concerns. A request that somebody joined in may not be where they are yet: then they need all of it. */
function wroteBy(write: Write): [key: string, register: string][] {
  const key = rowKey(write.ref);
  if (write.op === 'insert') return [[key, '*']];
  return write.ref.kind === 'approval'
    ? [
        [key, '*'],
        [key, write.register],
      ]
    : [[key, write.register]];
}

function effectiveStamp(rows: WorkingSet, writes: Write[], author: Author): Stamp {
  let stamp = Math.max(author.claimed, author.lastStamp + 1);
  for (const write of writes) {
    if (write.op !== 'set') continue;
    const standing = standingMark(rows, write);
    if (seenBy(author, write, standing)) stamp = Math.max(stamp, standing[2] + 1);
  }
  return stamp;
}

const registerKey = (write: SetWrite): string => `${rowKey(write.ref)}.${write.register}`;

function standingMark(rows: WorkingSet, write: SetWrite): Mark {
  return markOf(must(rows.get(write.ref), `row ${write.ref.kind} of a set`) as Versioned, write.register);
}

function seenBy(author: Author, write: SetWrite, standing: Mark): boolean {
  // A person's write beats one of the server's own jobs, which has nobody to ask.
  if (standing[0] === SERVER_REPLICA) return true;
  // How two tickets stand to each other, and a request to its answer, the plan has decided by what stands, and has refused
  // what does not fit (SPEC M3).
  if (write.ref.kind === 'link' || write.ref.kind === 'approval') return true;
  // What was taken back is, whatever its author has made of it meanwhile.
  if (write.ref.kind === 'message' && isRedacted(write.columns as Pick<Message, 'body'>)) return true;
  return hadSeen(
    [standing[0], standing[1]],
    author.base[registerKey(write)],
    author.dot[0],
    author.ancestors,
  );
}

/** Of a register what its author says; who may see a custom field follows from its definition by then (SPEC M3). */
function said({ kind }: RowRef, columns: object): object {
  return kind === 'fieldValue' ? { ...columns, public: undefined } : columns;
}

/** Writes one register if it is to stand; answers what became of it, and whether the planned value is what stands. */
function settleRegister(
  rows: WorkingSet,
  write: SetWrite,
  mark: Mark,
  author: Author,
  settled: Settled,
): Pick<Outcome, 'stands'> & { asWritten: boolean; rule: MergeRule } {
  const { ref, register, columns } = write;
  const row = must(rows.get(ref), 'row of a set') as Versioned;
  const standing = markOf(row, register);
  const before = registerValue(ref.kind, row, register);
  const same = sameJson(before, columns);
  const rule = mergeRuleOf(author.rules, ref, register);
  const stood: Cell<object> = { value: before, mark: standing };
  const written: Cell<object> = { value: columns, mark };
  const { stands, loser, ruled } = decide({
    seen: seenBy(author, write, standing),
    same: sameJson(said(ref, before), said(ref, columns)),
    // What belongs to no ticket has nobody's work in it that could be lost: the later stands.
    // Nor has a message but its author, and another copy of its words could not be taken back (docs/decisions/0013).
    named:
      registerKey(write) in author.base &&
      (ref.kind === 'ticket' || (isChild(ref.kind) && ref.kind !== 'message')),
    later: merge(stood, written) === written,
    rule,
  });
  if (loser !== null) {
    const [kept, lost] = loser === 'writer' ? [stood, written] : [written, stood];
    settled.conflicts.push({ ref, register, kept, lost, ruled, mark });
  }
  if (stands === 'standing') {
    // Words that never stood are kept where those are that stood before.
    if (ref.kind === 'message' && !same) settled.changes.push([rowKey(ref), register, columns, before]);
    return { stands, asWritten: same, rule };
  }
  rows.put(ref, withRegister(ref.kind, row, write, mark) as never);
  settled.touched.push(ref);
  if (!same) settled.changes.push([rowKey(ref), register, before, columns]);
  return { stands, asWritten: true, rule };
}

/** What follows for the ticket from a new message or event under it. */
function derive(rows: WorkingSet, write: Write): void {
  if (!isChild(write.ref.kind) || write.op !== 'insert') return;
  const ref: RowRef<'ticket'> = { kind: 'ticket', id: must(write.ref.ticketId, 'ticket of a child') };
  const ticket: Ticket = must(rows.get(ref), 'ticket of a child');
  const after = withDerived(ticket, write);
  if (after !== ticket) rows.put(ref, after);
}
