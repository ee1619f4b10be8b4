import type { Approval } from '../../../shared/model/approval.ts';
import type { Notice } from '../../../shared/model/notice.ts';
import type { Preference } from '../../../shared/model/preference.ts';
import type { Ending } from '../../../shared/rules/ended-notices.ts';
import { PREPARED, type Tx } from '../connect.ts';
import { selectList } from './tables.ts';

/** People of a team, or admins, who are told of one thing: a run over many tickets writes no more than that for each. */
export const TOLD_MAX = 200;

/** Everything a person was told that is on their devices. */
export async function readNoticesOf(tx: Tx, personId: string): Promise<Notice[]> {
  return await tx.unsafe<Notice[]>(
    `select ${selectList('notice', 't')} from notices t where t.person_id = $1::uuid and not t.aged`,
    [personId],
    PREPARED,
  );
}

/** What was told of these tickets and may end, each entry for one ticket alone, locked until the end of the transaction. */
export async function readTold(tx: Tx, endings: readonly Ending[]): Promise<Notice[]> {
  return await tx.unsafe<Notice[]>(
    `select ${selectList('notice', 't')} from notices t
     where t.ticket_id = any($1::uuid[]) and t.what = any($2::text[]) and t.count = 1 and not t.aged
     order by t.id for no key update`,
    [
      [...new Set(endings.map(({ ticketId }) => ticketId))],
      [...new Set(endings.flatMap(({ what }) => what))],
    ],
    PREPARED,
  );
}

/** The requests on these tickets that nobody has decided. */
export async function readPending(tx: Tx, ticketIds: readonly string[]): Promise<Approval[]> {
  return await tx.unsafe<Approval[]>(
    `select ${selectList('approval', 't')} from approvals t
     where t.ticket_id = any($1::uuid[]) and t.state = 'pending'`,
    [[...ticketIds]],
    PREPARED,
  );
}

/** What people have said that they want to be told of, or not. */
export async function readPreferencesOf(tx: Tx, personId: string): Promise<Preference[]> {
  return await tx.unsafe<Preference[]>(
    `select ${selectList('preference', 't')} from preferences t where t.person_id = $1::uuid`,
    [personId],
    PREPARED,
  );
}

/** What each of these people does not want to be told of, by person. */
export async function readUnwanted(tx: Tx, personIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const rows = await tx<{ id: string; abouts: string[] }[]>`
    select p.person_id as id, array_agg(p.about) as abouts from preferences p
    where p.person_id = any(${[...personIds]}::uuid[]) and not p.wanted group by p.person_id`;
  return new Map(rows.map(({ id, abouts }) => [id, new Set(abouts)]));
}

/** Who has asked for what each of these requests is about, the first and those who joined in, by request. */
export async function readAskers(
  tx: Tx,
  requests: readonly { ticketId: string; approvalId: string }[],
): Promise<Map<string, string[]>> {
  const rows = await tx<{ request: string; people: string[] }[]>`
    select e.new_value ->> 'approvalId' as request, array_agg(distinct e.actor_id::text) as people from events e
    where e.ticket_id = any(${requests.map(({ ticketId }) => ticketId)}::uuid[]) and e.what = 'approval'
      and e.new_value ->> 'approvalId' = any(${requests.map(({ approvalId }) => approvalId)}::text[])
      and e.new_value ->> 'state' = 'pending' and e.actor_id is not null
    group by 1`;
  return new Map(rows.map(({ request, people }) => [request, people]));
}

/**
 * The active staff of teams by team, and under `''` the admins, who answer where nobody else does; of many the first
 * `TOLD_MAX`, those who lead the team before all others.
 */
export async function readHolders(tx: Tx, teamIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx<{ team: string; people: string[] }[]>`
    select m.team_id::text as team, (array_agg(p.id::text order by m.lead desc, p.id))[1:${TOLD_MAX}] as people
    from memberships m join people p on p.tenant_id = m.tenant_id and p.id = m.person_id
    where m.team_id = any(${[...teamIds]}::uuid[]) and not m.removed and p.active and p.role <> 'user'
    group by m.team_id
    union all
    select '', coalesce((array_agg(p.id::text order by p.id))[1:${TOLD_MAX}], '{}')
    from people p where p.active and p.role = 'admin'`;
  return new Map(rows.map(({ team, people }) => [team, people]));
}
