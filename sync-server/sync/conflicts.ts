import { randomUUID } from 'node:crypto';
import { withoutKept, type Conflict } from '../../shared/model/conflict.ts';
import { isChild, kindCodes, rowKey, type RowRef, type RowTypes } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { subjectOf } from '../../shared/mutations/conflict.ts';
import { scopesOf, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Tx } from '../db/connect.ts';
import { readConflictsOf, readConflictsOn } from '../db/sync/conflicts.ts';
import { readRows, type FoundRow } from '../db/sync/read-rows.ts';
import { ownersOf } from '../db/sync/replicas.ts';
import type { RowEffects } from './push.ts';
import type { Clash } from './settle.ts';

/** Makes the conflicts of a push rows of the people who lost: under the dot of the mutation that raised each (SPEC M3). */
export async function raiseConflicts(tx: Tx, effects: RowEffects): Promise<void> {
  if (!effects.conflicts.length) return;
  const replicas = effects.conflicts.flatMap(({ kept, lost }) => [kept.mark[0], lost.mark[0]]);
  const owners = await ownersOf(tx, [...new Set(replicas)]);
  for (const clash of effects.conflicts) {
    const row = rowOf(clash, owners);
    const ref: RowRef<'conflict'> = { kind: 'conflict', id: row.id };
    effects.rows.put(ref, row);
    effects.touched.set(rowKey(ref), { ref, dot: [row.r, row.n] });
  }
}

function rowOf(
  { ref, register, kept, lost, ruled, mark }: Clash,
  owners: Map<number, string | null>,
): Conflict {
  return {
    id: randomUUID(),
    ticketId: ref.ticketId ?? ref.id,
    kind: kindCodes[ref.kind],
    rowId: ref.id,
    register,
    lostValue: { ...lost.value },
    lostBy: owners.get(lost.mark[0]) ?? null,
    lostR: lost.mark[0],
    lostN: lost.mark[1],
    lostS: lost.mark[2],
    keptValue: { ...kept.value },
    keptBy: owners.get(kept.mark[0]) ?? null,
    keptR: kept.mark[0],
    keptN: kept.mark[1],
    keptS: kept.mark[2],
    ruled,
    resolution: null,
    resolvedAt: null,
    aged: false,
    r: mark[0],
    n: mark[1],
    s: mark[2],
  };
}

/** The conflicts about these tickets, whosever they are. */
export async function conflictsOn(tx: Tx, ticketIds: string[]): Promise<Conflict[]> {
  return ticketIds.length ? await readConflictsOn(tx, ticketIds) : [];
}

/** All of one person's conflicts, as a holder of these scopes may see them. */
export async function conflictsFor(tx: Tx, personId: string, held: readonly ScopeKey[]): Promise<Conflict[]> {
  const conflicts = await readConflictsOf(tx, personId);
  const rows = await readRows(tx, subjectsOf(conflicts));
  return conflicts.map((conflict) => asSeen(conflict, rows, held));
}

/** The rows that decide what may be seen of conflicts: those they are about, and their tickets. */
export function subjectsOf(conflicts: Iterable<Conflict>): RowRef[] {
  return [...conflicts].flatMap((conflict): RowRef[] => {
    const subject = subjectOf(conflict);
    return [{ kind: 'ticket', id: conflict.ticketId }, ...(subject ? [subject] : [])];
  });
}

/** A conflict as its person sees it: without what stands where they may not see that row any more (SPEC S8, O3). */
export function asSeen(
  conflict: Conflict,
  rows: ReadonlyMap<string, FoundRow>,
  held: readonly ScopeKey[],
): Conflict {
  const ref = subjectOf(conflict);
  const row = ref && rows.get(rowKey(ref))?.row;
  if (!ref || !row) return withoutKept(conflict);
  const ticket = isChild(ref.kind)
    ? (rows.get(rowKey({ kind: 'ticket', id: conflict.ticketId }))?.row as Ticket | undefined)
    : undefined;
  const scopes = scopesOf(ref.kind, row as RowTypes['ticket'], ticket);
  return scopes.some((scope) => held.includes(scope)) ? conflict : withoutKept(conflict);
}
