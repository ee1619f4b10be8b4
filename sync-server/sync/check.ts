import { knownKinds } from '../../shared/model/rows.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { CheckReply, CheckRequest } from '../../shared/protocol/check.ts';
import type { ScopeKey } from '../../shared/rules/scopes.ts';
import { revoked } from '../auth/actor.ts';
import type { Sql } from '../db/connect.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { findReplica, readDigest } from '../db/sync/replicas.ts';
import { scopeOrdinals } from '../db/sync/scopes.ts';
import { readSum } from '../db/sync/sums.ts';
import { inTenant } from '../db/tenant.ts';
import { scopesToldTo } from './held.ts';
import type { KnownSums } from './known-sums.ts';
import { wrongReplica } from './register.ts';

export interface CheckInput {
  tenantId: string;
  actor: Actor;
  request: CheckRequest;
  receivedAt: number;
}

/**
 * Compares what a device says its rows amount to with the server's own, in one snapshot and only at the very heads the
 * device stands at (SPEC C1). A scope that cannot be summed, and rows of kinds the app does not know, are left out.
 */
export async function check(sql: Sql, sums: KnownSums, input: CheckInput): Promise<CheckReply> {
  const { tenantId, actor, request, receivedAt } = input;
  return await inTenant(sql, tenantId, async (tx): Promise<CheckReply> => {
    const [now, replica] = await Promise.all([readDigest(tx), findReplica(tx, request.replica)]);
    if (replica?.personId !== actor.id) throw wrongReplica();
    const reply = { incarnation: now.incarnation, now: receivedAt };
    const later: CheckReply = { ...reply, later: true };
    if (request.incarnation !== now.incarnation || request.at !== now.digest) return later;
    const grants = await grantsOf(tx, actor.id);
    if (!grants) throw revoked();
    const held = scopesToldTo(grants, request.protocol);
    if (Object.keys(request.sums).length !== held.length) return later;
    const kinds = request.kinds && knownKinds.filter((kind) => request.kinds?.includes(kind));
    // Two apps that know different kinds are answered by different sums.
    const digest = kinds ? `${now.digest} ${kinds.join(' ')}` : now.digest;
    const ordinals = await scopeOrdinals(tx, tenantId, now.incarnation, held);
    const differing: ScopeKey[] = [];
    for (const [key, ord] of ordinals) {
      const theirs = request.sums[key];
      const ours = sums.find({ tenantId, key, digest }, receivedAt, () => readSum(tx, key, ord, kinds));
      if (ours === undefined || theirs === undefined) return later;
      const sum = await ours;
      if (sum !== null && sum !== theirs) differing.push(key);
    }
    return { ...reply, differing };
  }, 'snapshot'); // prettier-ignore
}
