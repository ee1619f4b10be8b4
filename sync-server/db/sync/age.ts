import { kindCodes } from '../../../shared/model/rows.ts';
import { stampAt } from '../../../shared/clock/stamp.ts';
import type { Tx } from '../connect.ts';
import { writeFeed } from './feed.ts';
import { tables } from './tables.ts';
import { nextServerDot } from './replicas.ts';

/** Which rows leave whose scope, and from where the server's dot for it is taken. */
interface Leaving {
  kind: 'conflict' | 'notice';
  rows: readonly { id: string; scope: number }[];
}

async function leave(tx: Tx, tenantId: string, at: number, { kind, rows }: Leaving): Promise<void> {
  const { r, n, s } = await nextServerDot(tx, at);
  const leaving = rows.map(({ id, scope }) => {
    const row = { parentId: id, rowId: id };
    return { ...row, scope, kind: kindCodes[kind], r, n, evict: true, ifAbsent: false };
  });
  await Promise.all([
    tx`
      update ${tx(tables[kind])} set aged = true, r = ${r}, n = ${n}, s = greatest(s + 1, ${s}::bigint)
      where id = any(${rows.map(({ id }) => id)}::uuid[])`,
    ...writeFeed(tx, tenantId, leaving, at),
  ]);
}

/** Takes what people were told before a time off their devices. Answers how many. */
export async function ageNotices(
  tx: Tx,
  tenantId: string,
  { before, at, limit }: { before: number; at: number; limit: number },
): Promise<number> {
  const old = await tx<{ id: string; scope: number }[]>`
    select n.id, s.ord as scope from notices n
    join scopes s on s.tenant_id = n.tenant_id and s.key = 'me:' || n.person_id
    where not n.aged and n.at < ${before} order by n.id limit ${limit} for no key update of n skip locked`;
  if (old.length) await leave(tx, tenantId, at, { kind: 'notice', rows: old });
  return old.length;
}

/**
 * Takes conflicts that were settled before a time, by their person or by a rule of the tenant, off devices (SPEC S8): they
 * leave the scope of their person under one dot of the server's own replica. Their tickets are locked first, as by a
 * mover, who would send them anew; what somebody holds is passed over until the next time. Answers how many.
 */
export async function ageConflicts(
  tx: Tx,
  tenantId: string,
  { before, at, limit }: { before: number; at: number; limit: number },
): Promise<number> {
  const settled = await tx<{ id: string; scope: number }[]>`
    select c.id, s.ord as scope from conflicts c
    join tickets t on t.tenant_id = c.tenant_id and t.id = c.ticket_id
    join scopes s on s.tenant_id = c.tenant_id and s.key = 'me:' || c.lost_by
    where not c.aged and (c.resolved_at is not null or c.ruled)
      and (c.resolved_at < ${before} or (c.resolved_at is null and c.s < ${stampAt(before)}))
    order by c.id limit ${limit} for no key update of t, c skip locked`;
  if (settled.length) await leave(tx, tenantId, at, { kind: 'conflict', rows: settled });
  return settled.length;
}
