import { kindCodes } from '../../../shared/model/rows.ts';
import { stampAt } from '../../../shared/clock/stamp.ts';
import type { Tx } from '../connect.ts';
import { writeFeed } from './feed.ts';
import { nextServerDot } from './replicas.ts';

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
  if (!settled.length) return 0;
  const { r, n, s } = await nextServerDot(tx, at);
  const leaving = settled.map(({ id, scope }) => {
    const row = { parentId: id, rowId: id };
    return { ...row, scope, kind: kindCodes.conflict, r, n, evict: true, ifAbsent: false };
  });
  await Promise.all([
    tx`
      update conflicts set aged = true, r = ${r}, n = ${n}, s = greatest(s + 1, ${s}::bigint)
      where id = any(${settled.map(({ id }) => id)}::uuid[])`,
    ...writeFeed(tx, tenantId, leaving, at),
  ]);
  return settled.length;
}
