import type { Tx } from '../connect.ts';

/** More numbers of a month than a tenant gives out between a backup and its restoration. */
const NUMBERS_OF_A_LOST_LIFE = 1_000;

/**
 * Takes the next `count` numbers of a month, past all that an earlier life of the database may have given (SPEC N1); the
 * counter's row lock lasts to the end of the transaction.
 */
export async function takeNumbers(tx: Tx, tenantId: string, month: number, count: number): Promise<string[]> {
  const [row] = await tx<{ first: number }[]>`
    insert into number_counters as c (tenant_id, month, next, life)
    select ${tenantId}::uuid, ${month}::int, ${1 + count}::int, id from incarnation
    on conflict (tenant_id, month) do update set life = excluded.life,
      next = c.next + ${count}::int + case when c.life <> excluded.life then ${NUMBERS_OF_A_LOST_LIFE}::int else 0 end,
      lost_from = case when c.life <> excluded.life then c.next else c.lost_from end
    returning next - ${count}::int as first`;
  const first = row?.first ?? 1;
  return Array.from({ length: count }, (_, i) => `${month}-${String(first + i).padStart(4, '0')}`);
}

/** Hands numbers to a replica ahead of use (SPEC N1). */
export async function leaseNumbers(
  tx: Tx,
  tenantId: string,
  lease: { personId: string; replica: number; month: number; count: number; at: number },
): Promise<string[]> {
  const numbers = await takeNumbers(tx, tenantId, lease.month, lease.count);
  await tx`
    insert into number_leases (tenant_id, number, person_id, r, leased_at)
    select ${tenantId}, number, ${lease.personId}, ${lease.replica}, ${lease.at} from unnest(${numbers}::text[]) as number`;
  return numbers;
}

/**
 * Leases numbers to whoever asks for them that the lost life may have given, and this one never will: to whom it gave them
 * nobody knows any more. What is leased or on a ticket by now stays whose it is. Answers those that were leased.
 */
export async function leaseLost(
  tx: Tx,
  tenantId: string,
  lease: { personId: string; replica: number; at: number },
  numbers: string[],
): Promise<string[]> {
  const rows = await tx<{ number: string }[]>`
    with lost as (
      select wanted.number, substr(wanted.number, 8)::int as nth,
        case when c.life <> incarnation.id then c.next else c.lost_from end as since
      from unnest(${numbers}::text[]) as wanted (number)
      join number_counters c on c.month = left(wanted.number, 6)::int, incarnation
    )
    insert into number_leases (tenant_id, number, person_id, r, leased_at)
    select ${tenantId}::uuid, number, ${lease.personId}::uuid, ${lease.replica}::int, ${lease.at}::bigint from lost
    where nth >= since and nth < since + ${NUMBERS_OF_A_LOST_LIFE}::int
      and not exists (select from tickets where tickets.number = lost.number)
    order by number
    on conflict (tenant_id, number) do nothing
    returning number`;
  return rows.map((row) => row.number);
}

/** Numbers of a month that a replica holds and has not used. */
export async function countOpenLeases(tx: Tx, replica: number, month: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from number_leases
    where r = ${replica} and used_by is null and number like ${`${month}-%`}`;
  return row?.count ?? 0;
}

/** Of these numbers those leased to this person, and whether each is unused; locked until the transaction ends. */
export async function leasesOf(tx: Tx, personId: string, numbers: string[]): Promise<Map<string, boolean>> {
  if (!numbers.length) return new Map();
  const rows = await tx<{ number: string; open: boolean }[]>`
    select number, used_by is null as open from number_leases
    where number = any(${numbers}::text[]) and person_id = ${personId}
    order by number for update`;
  return new Map(rows.map((row) => [row.number, row.open]));
}

export function useLeases(tx: Tx, used: { number: string; ticketId: string }[]): Promise<unknown> {
  return tx`
    update number_leases l set used_by = u.ticket_id
    from unnest(${used.map((u) => u.number)}::text[], ${used.map((u) => u.ticketId)}::uuid[]) as u(number, ticket_id)
    where l.number = u.number`;
}
