import { fingerprint } from '../../../shared/lib/fingerprint.ts';
import { groupBy } from '../../../shared/lib/group.ts';
import type { Setting } from '../../../shared/model/setting.ts';
import type { PriorityEvent } from '../../../shared/rules/sla/levels.ts';
import type { PlaceEvent } from '../../../shared/rules/sla/stretches.ts';
import { PREPARED, type Tx } from '../connect.ts';
import { selectList } from './tables.ts';

/** That the promises of a ticket are to be looked at: asked for by whatever writes to it. Times as in the table. */
export interface LookWanted {
  ticketId: string;
  lateAt: number | null;
  since: number | null;
}

/** Asks for looks, in the transaction of whoever wrote, under the locks of those tickets. */
export function wantLooks(tx: Tx, tenantId: string, wanted: readonly LookWanted[]): Promise<unknown> {
  const inOrder = [...wanted].sort((a, b) => (a.ticketId < b.ticketId ? -1 : 1));
  return tx.unsafe(
    `insert into sla_checks (tenant_id, ticket_id, look_at, late_at, since)
     select $2::uuid, x."ticketId", 0, x."lateAt", x.since
     from json_to_recordset($1::text::json) as x("ticketId" uuid, "lateAt" bigint, since bigint)
     on conflict (tenant_id, ticket_id) do update
     set look_at = 0, late_at = least(sla_checks.late_at, excluded.late_at)`,
    [JSON.stringify(inOrder), tenantId],
    PREPARED,
  );
}

/** The tickets that are to be looked at by now, those that wait longest first. */
export async function readDueLooks(tx: Tx, now: number, limit: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select ticket_id as id from sla_checks where look_at <= ${now} order by look_at, ticket_id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** What is known for the look at a ticket. */
export interface SlaCheck extends LookWanted {
  warned: string[];
}

/** Read under the tickets' locks: who looks at the same time has then written what it found. */
export async function readChecks(tx: Tx, now: number, ticketIds: string[]): Promise<Map<string, SlaCheck>> {
  const rows = await tx<SlaCheck[]>`
    select ticket_id as "ticketId", late_at as "lateAt", since, warned
    from sla_checks where ticket_id = any(${ticketIds}::uuid[]) and look_at <= ${now}`;
  return new Map(rows.map((row) => [row.ticketId, row]));
}

/** What the timelines of these tickets say about what decides which policy holds. */
export async function readCourses(tx: Tx, ticketIds: string[]): Promise<Map<string, CourseEvent[]>> {
  const rows = await tx<(CourseEvent & { ticketId: string })[]>`
    select ticket_id as "ticketId", what, actor_id as "actorId", old_value as "oldValue", new_value as "newValue",
      created_at as "createdAt", s
    from events where ticket_id = any(${ticketIds}::uuid[])
      and what in ('priority', 'category', 'assignee', 'tag-added', 'tag-removed')`;
  return groupBy(rows, ({ ticketId }) => ticketId);
}
export type CourseEvent = PriorityEvent & PlaceEvent;

/** Notes what was looked at, and when to look again. */
export function noteLooks(
  tx: Tx,
  looked: readonly { ticketId: string; lookAt: number | null; warned: string[] }[],
): Promise<unknown> {
  return tx.unsafe(
    `update sla_checks c set look_at = x."lookAt", late_at = null, warned = x.warned
     from json_to_recordset($1::text::json) as x("ticketId" uuid, "lookAt" bigint, warned jsonb)
     where c.ticket_id = x."ticketId"`,
    [JSON.stringify(looked)],
    PREPARED,
  );
}

/** All that a tenant has set about its promises, in use or not. */
export async function readPromises(tx: Tx): Promise<Setting[]> {
  return await tx.unsafe<Setting[]>(
    `select ${selectList('setting', 't')} from settings t where t.what in ('sla-policy', 'calendar') order by t.id`,
    [],
    PREPARED,
  );
}

/** What of a setting a promise follows from. */
export type PromiseSetting = Pick<Setting, 'id' | 'what' | 'value' | 'archived'>;

/**
 * Whether looks were planned under other rules than these; then a new era begins, and every active ticket is to be looked
 * at again: that is asked for here.
 */
export async function noteRules(
  tx: Tx,
  { tenantId, now }: { tenantId: string; now: number },
  settings: readonly PromiseSetting[],
): Promise<void> {
  const is = fingerprint(settings);
  const changed = await tx`
    insert into sla_rules (tenant_id, fingerprint) values (${tenantId}, ${is})
    on conflict (tenant_id) do update set fingerprint = excluded.fingerprint
    where sla_rules.fingerprint <> excluded.fingerprint
    returning 1`;
  if (!changed.length) return;
  await tx`
    insert into sla_eras (tenant_id, since, promises)
    values (${tenantId}, case when exists (select from sla_eras) then ${now}::bigint else 0 end, ${JSON.stringify(settings)}::text::jsonb)
    on conflict (tenant_id, since) do update set promises = excluded.promises`;
  await tx`
    delete from sla_eras where since <= (select since from sla_eras order by since desc offset ${ERAS_MAX} limit 1)`;
  await tx`
    update sla_checks set look_at = 0 where ticket_id in (
      select c.ticket_id from sla_checks c join tickets t on t.id = c.ticket_id and t.tenant_id = c.tenant_id
      where t.status not in ('resolved', 'closed') order by c.ticket_id for update of c)`;
}

/** As many as are remembered; the earliest of them then holds from the beginning. */
const ERAS_MAX = 100;

/** What a tenant has promised since when, ascending. */
export async function readEras(tx: Tx): Promise<{ since: number; promises: Setting[] }[]> {
  return await tx<
    { since: number; promises: Setting[] }[]
  >`select since, promises from sla_eras order by since`;
}
