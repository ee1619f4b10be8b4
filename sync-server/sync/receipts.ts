import type { PullRequest } from '../../shared/protocol/pull.ts';
import type { Sql } from '../db/connect.ts';
import { scopesHeldBy } from '../../shared/rules/scopes.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { writeReceipts } from '../db/sync/log.ts';
import { findReplica } from '../db/sync/replicas.ts';
import { inTenant } from '../db/tenant.ts';
import { wrongReplica } from './register.ts';

/**
 * A device says that it has let go of scopes that were taken away: an entry in the audit log for each, once however
 * often it is said (SPEC S1). Of a scope that is none here, or that the person still holds, nothing is written.
 */
export async function takeReceipts(
  sql: Sql,
  tenantId: string,
  from: { personId: string; request: PullRequest; receivedAt: number },
): Promise<void> {
  const { personId, request, receivedAt } = from;
  await inTenant(sql, tenantId, async (tx) => {
    const replica = await findReplica(tx, request.replica);
    // A database that was restored may not know the device: it hears of that from the pull itself.
    if (!replica) return;
    if (replica.personId !== personId) throw wrongReplica();
    const grants = await grantsOf(tx, personId);
    const held: string[] = grants ? scopesHeldBy(grants) : [];
    const receipts = (request.dropped ?? []).filter(({ scope }) => !held.includes(scope));
    await writeReceipts(tx, tenantId, { actorId: personId, r: replica.ord, receivedAt }, receipts);
  });
}
