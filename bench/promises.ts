import { randomUUID } from 'node:crypto';
import { keepPromises } from '../sync-server/jobs/keep-promises.ts';
import type { Tx } from '../sync-server/db/connect.ts';
import { inTenant } from '../sync-server/db/tenant.ts';
import { type Result, result } from './lib/result.ts';
import type { Copy, World } from './lib/world.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const BATCH = 100;
/** Each of them gets an entry for the breach, the status and the priority. */
const ENTRIES = 3;

/**
 * A whole tenant that is overdue at once, as after a long night without a server: one run of the job, against the bare
 * rows of its tickets and timelines, in as many transactions.
 */
export async function promises(world: World): Promise<Result[]> {
  const samples: number[] = [];
  const floor: number[] = [];
  let tickets = 0;
  for (let run = 0; run < world.sizes.runs; run += 1) {
    const late = await overdue(world);
    let startedAt = performance.now();
    const kept = await keepPromises(late.sql, world.desk.id, Date.now());
    samples.push((performance.now() - startedAt) / kept.looked);
    if (kept.told !== kept.looked) throw new Error(`${kept.looked - kept.told} tickets were not overdue`);
    tickets = kept.told;
    await late.drop();

    const bare = await overdue(world);
    startedAt = performance.now();
    const written = await writeBare(world, bare);
    floor.push((performance.now() - startedAt) / written);
    await bare.drop();
  }
  const note = `${tickets} tickets in one run, each escalated`;
  return [result({ name: 'escalate-per-ticket', unit: 'ms', samples, floor, goal: { ratio: 8 }, note })];
}

/** Every ticket is high and open since a day and an hour: one level is missed. */
async function overdue(world: World): Promise<Copy> {
  const copy = await world.copy();
  await inTenant(copy.sql, world.desk.id, async (tx) => {
    await tx`
      update tickets set status = 'open', resolved_at = null, closed_at = null, priority = 'high', breaches = '[]',
        history = '[]', created_at = ${Date.now() - DAY - HOUR}`;
    await tx`update sla_checks set look_at = 0, since = null, late_at = null, warned = '[]'`;
  });
  return copy;
}

async function writeBare(world: World, { sql }: Copy): Promise<number> {
  const inDesk = <T>(work: (tx: Tx) => Promise<T>) => inTenant(sql, world.desk.id, work);
  const ids = await inDesk((tx) => tx<{ id: string }[]>`select id from tickets order by id`);
  for (let from = 0; from < ids.length; from += BATCH) {
    const some = ids.slice(from, from + BATCH).map(({ id }) => id);
    const events = some.flatMap((ticketId) =>
      Array.from({ length: ENTRIES }, () => ({ ticketId, id: randomUUID() })),
    );
    await inDesk(async (tx) => {
      await tx`select 1 from tickets where id = any(${some}::uuid[]) order by id for no key update`;
      await tx`update tickets set status = 'escalated', priority = 'urgent' where id = any(${some}::uuid[])`;
      await tx`
        insert into events (tenant_id, ticket_id, id, what, new_value, internal, created_at, r, n, s)
        select ${world.desk.id}::uuid, x."ticketId", x.id, 'status', '"escalated"', false, 0, 0, 0, 0
        from json_to_recordset(${JSON.stringify(events)}::text::json) as x("ticketId" uuid, id uuid)`;
    });
  }
  return ids.length;
}
