import { daysIn, policyRef } from '../../shared/model/policy.ts';
import { rowKey, type RowTypes } from '../../shared/model/rows.ts';
import { closeResolved, type ServerInput } from '../../shared/mutations/server-work.ts';
import { closesAt } from '../../shared/rules/lifecycle.ts';
import type { Sql } from '../db/connect.ts';
import { readRows } from '../db/sync/read-rows.ts';
import { readResolved } from '../db/sync/resolved.ts';
import { inTenant } from '../db/tenant.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import { doOwnWork } from '../sync/own-work.ts';

const BATCH = 100;

/**
 * Closes the tickets of a tenant that have been resolved for as many days as it has chosen. Many short transactions, each
 * of which looks again: what a person does meanwhile stands. Answers how many were closed.
 *
 * @param now in milliseconds since 1970
 */
export async function closeAllResolved(
  sql: Sql,
  tenantId: string,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  for (let closed = 0; ;) {
    signal?.throwIfAborted();
    const { found, done } = await inTenant(sql, tenantId, async (tx) => {
      const ref = policyRef('close-after-days');
      const policy = (await readRows(tx, [ref])).get(rowKey(ref))?.row as RowTypes['policy'] | undefined;
      const days = daysIn('close-after-days', policy?.value);
      const ids = await readResolved(tx, now - closesAt(0, days), BATCH);
      const work = ids.map((ticketId) => ({
        action: 'ticket.close-resolved' as const,
        ticketId,
        plan: (input: ServerInput) => closeResolved(input, ticketId, days),
      }));
      return {
        found: ids.length,
        done: await doOwnWork(tx, { tenantId, now }, { ticketIds: ids }, () => work),
      };
    });
    closed += done;
    if (done) await sql.notify(WAKE_CHANNEL, `upkeep ${tenantId}`);
    // What was found and not closed was reopened in between: it is not found again.
    if (found < BATCH) return closed;
  }
}
