import { randomUUID } from 'node:crypto';
import { must } from '../../shared/lib/must.ts';
import { rowKey, type ChildKind, type RowRef } from '../../shared/model/rows.ts';
import { dotOf, type Versioned } from '../../shared/model/versioned.ts';
import type { Plan, Rows, Write } from '../../shared/mutations/plan.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import type { ServerInput } from '../../shared/mutations/server-work.ts';
import type { ServerAction } from '../../shared/model/server-action.ts';
import type { Tx } from '../db/connect.ts';
import { lockTickets, readRows } from '../db/sync/read-rows.ts';
import { lastServerDot, raiseServerStamp, readIncarnation } from '../db/sync/replicas.ts';
import { ticketsOf } from './about.ts';
import { writeEffects } from './persist.ts';
import type { RowEffects } from './push.ts';
import { settle, type Author } from './settle.ts';
import { WorkingSet } from './working-set.ts';

/** One piece of the server's own work, on one ticket. */
export interface OwnWork {
  /** Its name in the log. */
  action: ServerAction;
  ticketId: string;
  plan(input: ServerInput): Plan;
}

/** The tickets that are worked on, and which of their children are read with them. */
interface Subject {
  ticketIds: readonly string[];
  lists?: readonly ChildKind[];
}

/**
 * Does the server's own work in one transaction, as mutations of the server's own replica (SPEC L3): the tickets are
 * locked and read before anything is planned, each piece has a dot of its own, and the replica's row is taken after the
 * tickets, never in a client's transaction. Answers how many pieces there was something to do for.
 *
 * @param workOn says what there is to do, under the locks
 */
export async function doOwnWork(
  tx: Tx,
  { tenantId, now, ...run }: { tenantId: string; now: number } & Pick<RowEffects, 'told' | 'isLook'>,
  { ticketIds, lists = [] }: Subject,
  workOn: (rows: Rows) => readonly OwnWork[] | Promise<readonly OwnWork[]>,
): Promise<number> {
  await lockTickets(tx, [...ticketIds]);
  const refs = ticketIds.map((id): RowRef => ({ kind: 'ticket', id }));
  const children = ticketIds.flatMap((ticketId) => lists.map((kind) => ({ kind, ticketId })));
  const rows = new WorkingSet(await readRows(tx, refs, children));
  const effects: RowEffects = { rows, touched: new Map(), conflicts: [], audit: [], ...run };
  const planned = (await workOn(rows)).flatMap((piece) => {
    const plan = piece.plan({ rows, atMs: now, uid: randomUUID() });
    return plan.writes?.length ? [{ ...piece, writes: plan.writes }] : [];
  });
  if (!planned.length) return 0;
  const last = await lastServerDot(tx, now, planned.length);
  let stamp = last.s - planned.length;
  planned.forEach(({ action, ticketId, writes }, i) => {
    const dot: Author['dot'] = [last.r, last.n - planned.length + 1 + i];
    const settled = settle(rows, writes, {
      dot,
      claimed: stamp + 1,
      lastStamp: stamp,
      ancestors: [],
      base: basesOf(rows, writes),
      echo: '',
      rules: {},
    });
    stamp = settled.stamp;
    for (const ref of settled.touched) effects.touched.set(rowKey(ref), { ref, dot });
    effects.audit.push({
      actorId: null,
      action,
      subject: 'ticket',
      subjectId: ticketId,
      tickets: ticketsOf(writes, rows, [ticketRef(ticketId)]),
      changes: settled.changes,
      claimedAt: now,
      claimedRaw: now,
      clamped: false,
      r: dot[0],
      n: dot[1],
      refused: null,
      asked: null,
    });
  });
  const incarnation = await readIncarnation(tx);
  await writeEffects(tx, { tenantId, incarnation, receivedAt: now }, effects, () => [
    raiseServerStamp(tx, stamp),
  ]);
  return planned.length;
}

/** It reads under lock: there is nothing that it has not seen. */
function basesOf(rows: WorkingSet, writes: readonly Write[]): Author['base'] {
  return Object.fromEntries(
    writes.flatMap((write) => {
      if (write.op !== 'set') return [];
      const row = must(rows.get(write.ref), 'row of a set') as Versioned;
      return [[`${rowKey(write.ref)}.${write.register}`, dotOf(row, write.register)]];
    }),
  );
}
