import type { Sql, Tx } from './connect.ts';
import { transaction } from './transaction.ts';

/** A transaction's isolation. `snapshot`: REPEATABLE READ READ ONLY, every statement sees the same moment. */
export type TenantMode = 'write' | 'snapshot';

/**
 * Runs `fn` in a transaction that sees and writes one tenant's rows only: the policies compare every row with
 * `app.tenant_id`, set here for this transaction alone. It is the only door to tenant tables; without it they
 * look empty.
 */
export async function inTenant<T>(
  sql: Sql,
  tenantId: string,
  fn: (tx: Tx) => Promise<T>,
  mode: TenantMode = 'write',
): Promise<T> {
  const options = mode === 'snapshot' ? 'isolation level repeatable read read only' : '';
  return await transaction(sql, options, async (tx) => {
    // Sent ahead and not waited for: a connection runs statements in the order they come, and none after one that failed.
    const named = tx`select set_config('app.tenant_id', ${tenantId}, true)`.execute();
    const [, value] = await Promise.all([named, fn(tx)]);
    return value;
  });
}
