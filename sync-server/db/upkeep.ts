import type { Sql, Tx } from './connect.ts';
import { transaction } from './transaction.ts';

/** Any constant: whichever server holds it looks after the database. */
const UPKEEP_LOCK = 928_374_652;

/**
 * Runs `work` if no other server does at this moment, and answers whether it did. The lock belongs to a transaction in which
 * nothing else happens, on a connection of its own: it ends with this process however that ends. A reserved connection
 * that dies would take the process with it as soon as anything more is said on it (transaction.ts).
 * @throws what `work` throws, or that the connection was lost; `work` has ended then too
 */
export async function asTheOnlyOne(sql: Sql, work: () => Promise<void>): Promise<boolean> {
  let working: Promise<void> | undefined;
  try {
    return await transaction(sql, '', async (tx) => {
      const [row] = await tx<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${UPKEEP_LOCK}) as mine`;
      if (!row?.mine) return false;
      working = work();
      await working;
      return true;
    });
  } finally {
    await working?.catch(() => undefined);
  }
}

/** Every tenant of this database. */
export async function listTenants(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select tenant_id as id from list_tenants()`;
  return rows.map((row) => row.id);
}

/** When the tenant was last looked after, in milliseconds since 1970. */
export async function lastUpkeep(tx: Tx): Promise<number> {
  const [row] = await tx<{ at: number }[]>`select at from upkeep`;
  return row?.at ?? 0;
}

export function noteUpkeep(tx: Tx, tenantId: string, at: number): Promise<unknown> {
  return tx`
    insert into upkeep (tenant_id, at) values (${tenantId}, ${at})
    on conflict (tenant_id) do update set at = excluded.at`;
}
