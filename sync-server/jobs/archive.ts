import { daysIn, policyRef } from '../../shared/model/policy.ts';
import { rowKey, type RowTypes } from '../../shared/model/rows.ts';
import { archiveTicket, type ServerInput } from '../../shared/mutations/server-work.ts';
import { archivesAt } from '../../shared/rules/lifecycle.ts';
import { readAged, writeArchiveTexts } from '../db/archive.ts';
import type { Sql } from '../db/connect.ts';
import { readRows } from '../db/sync/read-rows.ts';
import { inTenant } from '../db/tenant.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import { doOwnWork } from '../sync/own-work.ts';

const BATCH = 100;
const NEVER = { closedAt: null, updatedAt: 0, notedAt: null, returnedAt: null };

/**
 * Puts the tickets of a tenant into the archive that have been closed and left alone for as many days as it has chosen
 * (SPEC A1): a daily mutation of the server's own replica, so that every device is told in order, and no device's clock has
 * a say. Many short transactions, each of which looks again under the tickets' locks. Answers how many went.
 *
 * @param now in milliseconds since 1970
 */
export async function archiveAll(
  sql: Sql,
  tenantId: string,
  now: number,
  { signal, limit = BATCH }: { signal?: AbortSignal | undefined; limit?: number } = {},
): Promise<number> {
  for (let gone = 0; ;) {
    signal?.throwIfAborted();
    const done = await inTenant(sql, tenantId, async (tx) => {
      const ref = policyRef('archive-after-days');
      const policy = (await readRows(tx, [ref])).get(rowKey(ref))?.row as RowTypes['policy'] | undefined;
      const days = daysIn('archive-after-days', policy?.value);
      const aged = await readAged(tx, now - archivesAt(NEVER, days), limit);
      const ids = aged.map(({ id }) => id);
      // Locked too: whoever brings the one back that they were merged into waits, and then brings them along.
      const locked = [...new Set([...ids, ...aged.flatMap(({ into }) => into ?? [])])];
      const work = ids.map((ticketId) => ({
        action: 'ticket.archive' as const,
        ticketId,
        plan: (input: ServerInput) => archiveTicket(input, ticketId, days),
      }));
      const done = await doOwnWork(tx, { tenantId, now }, { ticketIds: locked, lists: ['link'] }, () => work);
      if (done) await writeArchiveTexts(tx, tenantId, ids);
      return done;
    });
    gone += done;
    if (done) await sql.notify(WAKE_CHANNEL, `upkeep ${tenantId}`);
    // What was merged into one that has just gone goes with the next; what was touched in between stays.
    if (!done) return gone;
  }
}
