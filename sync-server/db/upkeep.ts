import type { Sql, Tx } from './connect.ts';

/** Any constant: whichever server holds it looks after the database. */
const UPKEEP_LOCK = 928_374_652;

/**
 * Runs `work` if no other server does at this moment, and answers whether it did. The lock belongs to a connection of its
 * own: it ends with this process however that ends.
 */
export async function asTheOnlyOne(sql: Sql, work: () => Promise<void>): Promise<boolean> {
  const held = await sql.reserve();
  try {
    const [row] = await held<{ mine: boolean }[]>`select pg_try_advisory_lock(${UPKEEP_LOCK}) as mine`;
    if (!row?.mine) return false;
    try {
      await work();
    } finally {
      await held`select pg_advisory_unlock(${UPKEEP_LOCK})`;
    }
    return true;
  } finally {
    held.release();
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
