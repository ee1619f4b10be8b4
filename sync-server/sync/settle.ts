import type { Dot } from '../../shared/clock/dot.ts';
import type { Stamp } from '../../shared/clock/stamp.ts';
import { must } from '../../shared/lib/must.ts';
import { fingerprint, sameJson } from '../../shared/lib/fingerprint.ts';
import { isChild, kindCodes, rowKey, type RowRef } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { markOf, type Mark, type Versioned } from '../../shared/model/versioned.ts';
import { inserted, registerValue, withDerived, withRegister } from '../../shared/mutations/apply.ts';
import type { Set as SetWrite, Write } from '../../shared/mutations/plan.ts';
import { hadSeen, merge, type Ancestor, type Cell } from '../../shared/rules/merge.ts';
import type { AuditEntry, ConflictRow } from '../db/sync/log.ts';
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
}

export interface Settled {
  /** The effective stamp (SPEC M2). */
  stamp: Stamp;
  conflicts: ConflictRow[];
  changes: AuditEntry['changes'];
  /** The rows that changed by a write of their own (not by what was derived). */
  touched: RowRef[];
  /** [row key, register] of everything written, when any of it stands otherwise than the device planned. */
  wrote: [key: string, register: string][] | null;
}

/**
 * Merges planned writes into the rows (SPEC M1–M3), pure but for the working set it is given:
 * the effective stamp is fixed first, above every standing value the author had seen; then each register is won or
 * lost on its own; a differing value overwritten unseen, on either side, is kept as a conflict.
 */
export function settle(rows: WorkingSet, writes: Write[], author: Author): Settled {
  const stamp = effectiveStamp(rows, writes, author);
  const mark: Mark = [author.dot[0], author.dot[1], stamp];
  const settled: Settled = { stamp, conflicts: [], changes: [], touched: [], wrote: null };
  let asPlanned = fingerprint(writes) === author.echo;
  for (const write of writes) {
    if (write.op === 'insert') {
      rows.put(write.ref, inserted(write, mark));
      settled.touched.push(write.ref);
    } else if (!settleRegister(rows, write, mark, author, settled)) asPlanned = false;
    derive(rows, write);
  }
  if (!asPlanned) {
    settled.wrote = writes.map((write) => [rowKey(write.ref), write.op === 'insert' ? '*' : write.register]);
  }
  return settled;
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
  return hadSeen(
    [standing[0], standing[1]],
    author.base[registerKey(write)],
    author.dot[0],
    author.ancestors,
  );
}

/** Writes one register if it wins; answers whether the planned value stands. */
function settleRegister(
  rows: WorkingSet,
  write: SetWrite,
  mark: Mark,
  author: Author,
  settled: Settled,
): boolean {
  const { ref, register, columns } = write;
  const row = must(rows.get(ref), 'row of a set') as Versioned;
  const standing = markOf(row, register);
  const before = registerValue(ref.kind, row, register);
  const seen = seenBy(author, write, standing);
  const present: Cell<object> = { value: before, mark: standing };
  const planned: Cell<object> = { value: columns, mark };
  const won = seen || merge(present, planned) === planned;
  const differs = !sameJson(before, columns);
  // A register the device named no base for was written by the server's plan alone: nobody's value was overlooked.
  if (!seen && differs && registerKey(write) in author.base) {
    const mine = { value: columns, dot: author.dot };
    const theirs = { value: before, dot: [standing[0], standing[1]] as const };
    settled.conflicts.push({
      ticketId: ref.ticketId ?? ref.id,
      kind: kindCodes[ref.kind],
      rowId: ref.id,
      register,
      kept: won ? mine : theirs,
      lost: won ? theirs : mine,
    });
  }
  if (!won) return !differs;
  rows.put(ref, withRegister(ref.kind, row, write, mark) as never);
  settled.touched.push(ref);
  if (differs) settled.changes.push([rowKey(ref), register, before, columns]);
  return true;
}

/** What follows for the ticket from a new message or event under it. */
function derive(rows: WorkingSet, write: Write): void {
  if (!isChild(write.ref.kind) || write.op !== 'insert') return;
  const ref: RowRef<'ticket'> = { kind: 'ticket', id: must(write.ref.ticketId, 'ticket of a child') };
  const ticket: Ticket = must(rows.get(ref), 'ticket of a child');
  const after = withDerived(ticket, write);
  if (after !== ticket) rows.put(ref, after);
}
