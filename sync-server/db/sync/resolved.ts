import type { Tx } from '../connect.ts';

/** Tickets that have been resolved since before `before` (milliseconds since 1970), those that wait longest first. */
export async function readResolved(tx: Tx, before: number, limit: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from tickets where status = 'resolved' and resolved_at <= ${before}
    order by resolved_at limit ${limit}`;
  return rows.map(({ id }) => id);
}
