import type { Tx } from '../connect.ts';

/** Takes the next `count` numbers of a month; the counter's row lock lasts to the end of the transaction. */
export async function takeNumbers(tx: Tx, tenantId: string, month: number, count: number): Promise<string[]> {
  const [row] = await tx<{ first: number }[]>`
    insert into number_counters as c (tenant_id, month, next) values (${tenantId}, ${month}, ${1 + count})
    on conflict (tenant_id, month) do update set next = c.next + ${count}
    returning next - ${count} as first`;
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
