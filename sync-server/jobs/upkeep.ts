import { bounds } from '../../shared/protocol/version.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { ageConflicts, ageNotices } from '../db/sync/age.ts';
import { freeResting } from '../db/sync/files.ts';
import {
  foldRetired,
  pruneEvictions,
  pruneReaddressed,
  pruneSessions,
  pruneVerdicts,
  raiseFloor,
  retireUnseen,
} from '../db/sync/prune.ts';
import { inTenant } from '../db/tenant.ts';
import { asTheOnlyOne, lastUpkeep, listTenants, noteUpkeep } from '../db/upkeep.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import { archiveAll } from './archive.ts';
import { closeAllResolved } from './close-resolved.ts';

const DAY_MS = 86_400_000;
/** A tenant is looked after once a day, whichever server's turn it is. */
const DUE_AFTER_MS = 23 * 3_600_000;

/** How many rows each part of the upkeep let go of. */
export interface Upkept {
  retired: number;
  aged: number;
  folded: number;
  evictions: number;
  verdicts: number;
  readdressed: number;
  sessions: number;
  arriving: number;
}

/**
 * Looks after one tenant (SPEC B2): retires who was not heard of, ages what was settled, folds what is retired, prunes what is old. Many small
 * transactions: nothing is locked for long, nobody waits, and a run that is killed is gone on with by the next.
 *
 * @param now in milliseconds since 1970
 * @param limit rows a transaction
 */
export async function keepUp(
  sql: Sql,
  tenantId: string,
  now: number,
  { limit = bounds.upkeepRows, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<Upkept> {
  const kept = now - bounds.keepDays * DAY_MS;
  const unseenSince = now - bounds.retireAfterDays * DAY_MS;
  const settled = now - bounds.settledDays * DAY_MS;
  const run = <T>(work: (tx: Tx) => Promise<T>) => inTenant(sql, tenantId, work);
  const all = async (batch: (tx: Tx) => Promise<number>): Promise<number> => {
    for (let total = 0; ;) {
      signal?.throwIfAborted();
      const done = await run(batch);
      total += done;
      if (done < limit) return total;
    }
  };
  const retired = await all((tx) => retireUnseen(tx, unseenSince, now, limit));
  const aging = { before: settled, at: now, limit };
  const aged =
    (await all((tx) => ageConflicts(tx, tenantId, aging))) +
    (await all((tx) => ageNotices(tx, tenantId, aging)));
  const folded = await all((tx) => foldRetired(tx, tenantId, now, limit));
  // Open screens hear of it at once rather than at the slow poll.
  if (aged || folded) await sql.notify(WAKE_CHANNEL, `upkeep ${tenantId}`);
  await run((tx) => raiseFloor(tx, tenantId, kept));
  const evictions = await all((tx) => pruneEvictions(tx, kept, limit));
  const verdicts = await all((tx) => pruneVerdicts(tx, kept, limit));
  const readdressed = await all((tx) => pruneReaddressed(tx, limit));
  const sessions = await all((tx) => pruneSessions(tx, kept, limit));
  const resting = now - bounds.arrivingDays * DAY_MS;
  const arriving = await all((tx) => freeResting(tx, resting, limit));
  await run((tx) => noteUpkeep(tx, tenantId, now));
  return { retired, aged, folded, evictions, verdicts, readdressed, sessions, arriving };
}

/**
 * Closes what has been resolved long enough, and looks after every tenant whose day is over, if no other server is at it:
 * what has been closed long enough goes into the archive. One that fails keeps no other from its turn.
 * Answers false when another server is at it.
 */
export async function keepAllUp(
  sql: Sql,
  now: number,
  told: {
    done(tenantId: string, upkept: Partial<Upkept> & { closed?: number; archived?: number }): void;
    failed(tenantId: string, error: unknown): void;
  },
  signal?: AbortSignal,
): Promise<boolean> {
  return await asTheOnlyOne(sql, async () => {
    for (const tenantId of await listTenants(sql)) {
      if (signal?.aborted) return;
      try {
        const closed = await closeAllResolved(sql, tenantId, now, signal);
        if (closed) told.done(tenantId, { closed });
        const last = await inTenant(sql, tenantId, lastUpkeep);
        if (now - last < DUE_AFTER_MS) continue;
        const archived = await archiveAll(sql, tenantId, now, { signal });
        if (archived) told.done(tenantId, { archived });
        told.done(tenantId, await keepUp(sql, tenantId, now, signal && { signal }));
      } catch (error) {
        if (signal?.aborted) return;
        told.failed(tenantId, error);
      }
    }
  });
}
