import { kindCodes, rowKey } from '../../shared/model/rows.ts';
import type { OutboxEntry } from '../../app/store/database.ts';
import type { Tx } from '../../sync-server/db/connect.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import type { Prepared } from './prepared.ts';
import type { Copy, World } from './world.ts';

/** Mutations whose rows share a transaction of the floor. */
const GROUP = 100;

/** One transaction's rows, as JSON texts by table: ready to be handed to the database. */
export interface FloorGroup {
  lastN: number;
  rows: Record<string, string>;
}

/**
 * The rows that a flush left behind, group by group, read from a database it was pushed to: tickets as they ended up,
 * messages, events, tag links, audit, feed and verdicts.
 */
export async function floorGroups(
  world: World,
  copy: Copy,
  ord: number,
  entries: OutboxEntry[],
): Promise<FloorGroup[]> {
  const groups: OutboxEntry[][] = [];
  for (let from = 0; from < entries.length; from += GROUP) groups.push(entries.slice(from, from + GROUP));
  return await inTenant(copy.sql, world.desk.id, async (tx) => {
    const read: FloorGroup[] = [];
    for (const group of groups) read.push(await readGroup(tx, ord, group));
    return read;
  });
}

async function readGroup(tx: Tx, ord: number, group: OutboxEntry[]): Promise<FloorGroup> {
  const from = group[0]?.n ?? 0;
  const lastN = group.at(-1)?.n ?? 0;
  const refs = [
    ...new Map(group.flatMap((entry) => entry.writes).map(({ ref }) => [rowKey(ref), ref])).values(),
  ];
  const ticketIds = [...new Set(refs.map((ref) => ref.ticketId ?? ref.id))];
  const asJson = async (text: string, values: (string[] | number[])[] = []) => {
    const [row] = await tx.unsafe<{ rows: string }[]>(
      `select coalesce(json_agg(x), '[]')::text as rows from (${text}) x`,
      values,
    );
    return row?.rows ?? '[]';
  };
  const byDot = (table: string) =>
    asJson(`select * from ${table} where r = ${ord} and n between ${from} and ${lastN}`);
  const rows = {
    tickets: await asJson('select * from tickets where id = any($1::uuid[])', [ticketIds]),
    messages: await byDot('messages'),
    events: await byDot('events'),
    ticket_tags: await byDot('ticket_tags'),
    audit: await byDot('audit'),
    verdicts: await byDot('verdicts'),
    feed: await asJson(
      `select f.* from feed f join unnest($1::smallint[], $2::uuid[], $3::uuid[]) as w(kind, parent_id, row_id)
         using (kind, parent_id, row_id)
       union select * from feed where kind = ${kindCodes.name} and r = ${ord} and n between ${from} and ${lastN}`,
      [
        refs.map((ref) => kindCodes[ref.kind]),
        refs.map((ref) => ref.ticketId ?? ref.id),
        refs.map((ref) => ref.id),
      ],
    ),
  };
  return { lastN, rows };
}

const upserts: Record<string, string> = {
  tickets: `on conflict (tenant_id, id) do update set title = excluded.title, description = excluded.description,
    status = excluded.status, resolved_at = excluded.resolved_at, closed_at = excluded.closed_at,
    priority = excluded.priority, deadline = excluded.deadline, category_id = excluded.category_id,
    assignee_id = excluded.assignee_id, team_id = excluded.team_id, updated_at = excluded.updated_at,
    noted_at = excluded.noted_at, first_response_at = excluded.first_response_at, over = excluded.over`,
  ticket_tags: `on conflict (tenant_id, ticket_id, id) do update set removed = excluded.removed, r = excluded.r,
    n = excluded.n, s = excluded.s`,
  feed: `on conflict (tenant_id, scope, kind, parent_id, row_id) do update set r = excluded.r, n = excluded.n,
    evict = excluded.evict`,
};

/** Writes groups as barely as SQL can: one statement a table, one transaction a group, the same role and policies. */
export async function writeFloor(
  world: World,
  copy: Copy,
  prepared: Prepared,
  groups: FloorGroup[],
): Promise<void> {
  for (const { lastN, rows } of groups) {
    await copy.sql.begin((tx) => [
      tx`select set_config('app.tenant_id', ${world.desk.id}, true)`,
      ...Object.entries(rows)
        .filter(([, text]) => text !== '[]')
        .map(([table, text]) =>
          tx.unsafe(
            `insert into ${table} select * from json_populate_recordset(null::${table}, $1::text::json)
             ${upserts[table] ?? ''}`,
            [text],
            { prepare: true },
          ),
        ),
      tx`update replicas set last_n = ${lastN}, seen_at = ${Date.now()} where ord = ${prepared.ord}`,
    ]);
  }
}
