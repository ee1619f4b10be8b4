import { bounds } from '../../shared/protocol/version.ts';
import { readReplica } from '../../app/store/meta.ts';
import { keepUp } from '../../sync-server/jobs/upkeep.ts';
import type { Sql } from '../../sync-server/db/connect.ts';
import type { Device, Fleet, TestTenant } from './fleet.ts';

export const DAY_MS = 86_400_000;
/** Longer ago than anything is kept. */
export const LONG_MS = (bounds.keepDays + 1) * DAY_MS;

/** Makes evictions and verdicts of a tenant old. `sql`: a role that no wall holds. */
export async function ageLogs(sql: Sql, { id }: TestTenant): Promise<void> {
  await sql`update feed set evicted_at = evicted_at - ${LONG_MS} where tenant_id = ${id} and evict`;
  await sql`update verdicts set received_at = received_at - ${LONG_MS} where tenant_id = ${id}`;
}

/** Makes it long ago that the server heard of a device. */
export async function ageDevice(sql: Sql, device: Device): Promise<void> {
  const me = await readReplica(device.db);
  await sql`update replicas set seen_at = seen_at - ${LONG_MS} where id = ${me?.id ?? ''}`;
}

/** The daily upkeep of one tenant, in batches small enough to need several. */
export const upkeep = (fleet: Fleet, tenant: TestTenant, limit = 3) =>
  keepUp(fleet.sql, tenant.id, Date.now(), { limit });

/** The scopes that something was pruned of, and up to which counter. */
export async function horizonsOf(sql: Sql, { id }: TestTenant) {
  return await sql`
    select s.key, h.n from horizons h join scopes s on s.tenant_id = h.tenant_id and s.ord = h.scope
    where h.tenant_id = ${id} order by s.key`;
}

/** Counts the fills a device begins. */
export function countFills(device: Device): { fills: number } {
  const count = { fills: 0 };
  const before = device.faults;
  device.faults = (path) => {
    if (path === '/sync/fill') count.fills += 1;
    return before(path);
  };
  return count;
}

export const moveTo = (by: Device, ticketId: string, requesterId: string) =>
  by.mutate('ticket.set-requester', { ticketId, requesterId });
