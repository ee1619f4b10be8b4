import type { RegisterReply, RegisterRequest } from '../../shared/protocol/register.ts';
import type { NumbersReply, NumbersRequest } from '../../shared/protocol/register.ts';
import { must } from '../../shared/lib/assert.ts';
import { bounds } from '../../shared/protocol/version.ts';
import type { Ancestor } from '../../shared/rules/merge.ts';
import type { Role } from '../../shared/model/directory.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { leaseNumbers } from '../db/sync/numbers.ts';
import { findReplica, insertReplica, type ReplicaState } from '../db/sync/replicas.ts';
import { retryTransient } from '../db/retry.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';

export interface Contact {
  tenantId: string;
  actor: { id: string; role: Role };
  incarnation: string;
  receivedAt: number;
}

/** Makes a replica known, once; it belongs to one person from then on (SPEC O3). */
export async function register(sql: Sql, contact: Contact, request: RegisterRequest): Promise<RegisterReply> {
  const { tenantId, actor, receivedAt } = contact;
  const replica = await retryTransient(() =>
    inTenant(sql, tenantId, async (tx) => {
      const known = await findReplica(tx, request.replica);
      if (known) return known;
      const from = await descent(tx, actor.id, request.was);
      const made = await insertReplica(tx, tenantId, {
        id: request.replica,
        personId: actor.id,
        was: from.was,
        drainedAt: from.drainedAt ?? receivedAt,
        app: request.app,
        at: receivedAt,
      });
      return made ?? must(await findReplica(tx, request.replica), 'replica that another tab made');
    }),
  );
  if (replica.personId !== actor.id) throw wrongReplica();
  if (replica.retiredAt !== null) throw new CodedError('replica-retired', 409, 'This identity was retired.');
  return {
    incarnation: contact.incarnation,
    now: receivedAt,
    ord: replica.ord,
    head: replica.lastN,
    role: actor.role,
  };
}

export function wrongReplica(): CodedError {
  return new CodedError('wrong-replica', 403, 'This device identity belongs to somebody else.');
}

/** The identities a new one descends from: what they wrote counts as its own (SPEC O4). */
async function descent(
  tx: Tx,
  personId: string,
  was: RegisterRequest['was'],
): Promise<{ was: Ancestor[]; drainedAt?: number }> {
  const parent: ReplicaState | undefined = was ? await findReplica(tx, was.replica) : undefined;
  if (!was || !parent || parent.personId !== personId) return { was: [] };
  return { was: [...parent.was, [parent.ord, was.answered]], drainedAt: parent.drainedAt };
}

/** Leases ticket numbers up to what a device holds for a month; more each time it has used some (SPEC N1). */
export async function numbers(sql: Sql, contact: Contact, request: NumbersRequest): Promise<NumbersReply> {
  const { tenantId, actor, receivedAt } = contact;
  const leased = await retryTransient(() =>
    inTenant(sql, tenantId, async (tx) => {
      const replica = await findReplica(tx, request.replica);
      if (!replica || replica.personId !== actor.id) throw wrongReplica();
      const given: string[] = [];
      for (const { month, held } of request.months.toSorted((a, b) => a.month - b.month)) {
        const count = Math.max(0, bounds.leasedNumbers - held);
        if (count === 0) continue;
        const lease = { personId: actor.id, replica: replica.ord, month, count, at: receivedAt };
        given.push(...(await leaseNumbers(tx, tenantId, lease)));
      }
      return given;
    }),
  );
  return { incarnation: contact.incarnation, now: receivedAt, numbers: leased };
}
