import type { PullRequest } from '../../shared/protocol/pull.ts';
import type { Sql } from '../db/connect.ts';
import { writeReceipts } from '../db/sync/log.ts';
import { findReplica } from '../db/sync/replicas.ts';
import { inTenant } from '../db/tenant.ts';
import { wrongReplica } from './register.ts';

/**
 * A device says that it has let go of scopes that were taken away: an entry in the audit log for each, once however
 * often it is said (SPEC S1).
 */
export async function takeReceipts(
  sql: Sql,
  tenantId: string,
  from: { personId: string; request: PullRequest; receivedAt: number },
): Promise<void> {
  const { personId, request, receivedAt } = from;
  await inTenant(sql, tenantId, async (tx) => {
    const replica = await findReplica(tx, request.replica);
    if (!replica || replica.personId !== personId) throw wrongReplica();
    const receipts = (request.dropped ?? []).map(({ scope, at }) => ({
      scope,
      at: Math.min(at, receivedAt),
    }));
    await writeReceipts(tx, tenantId, { actorId: personId, r: replica.ord, receivedAt }, receipts);
  });
}
