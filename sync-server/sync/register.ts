import type { RegisterReply, RegisterRequest } from '../../shared/protocol/register.ts';
import type { NumbersReply, NumbersRequest } from '../../shared/protocol/register.ts';
import { must } from '../../shared/lib/must.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { monthOf, nextMonth } from '../../shared/rules/numbers.ts';
import type { Ancestor } from '../../shared/rules/merge.ts';
import type { Role } from '../../shared/model/directory.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { countOpenLeases, leaseNumbers } from '../db/sync/numbers.ts';
import { retireLongestUnseen, retireReplica } from '../db/sync/prune.ts';
import {
  countReplicas,
  findReplica,
  insertReplica,
  lockReplica,
  type ReplicaState,
} from '../db/sync/replicas.ts';
import { retryTransient } from '../db/retry.ts';
import { sessionStart } from '../auth/standing.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';

export interface Contact {
  tenantId: string;
  actor: { id: string; role: Role };
  incarnation: string;
  receivedAt: number;
  /** The session of a device; command-line work has none. */
  session?: string;
}

/** Makes a replica known, once; it belongs to one person from then on (SPEC O3). */
export async function register(sql: Sql, contact: Contact, request: RegisterRequest): Promise<RegisterReply> {
  const { tenantId, actor, receivedAt } = contact;
  const replica = await retryTransient(() =>
    inTenant(sql, tenantId, async (tx) => {
      const known = await findReplica(tx, request.replica);
      if (known) return known;
      const from = await descent(tx, contact, request.was);
      await makeRoom(tx, contact);
      const made = await insertReplica(tx, tenantId, {
        id: request.replica,
        personId: actor.id,
        was: from.was,
        drainedAt: from.drainedAt ?? (await earliestWork(tx, contact, request)),
        lastS: from.lastS ?? 0,
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

/** Twice as long as a device that is in use goes without being written down as heard of. */
const UNSEEN_MS = 86_400_000;

/**
 * Where a person has as many installations as they may, the longest unseen is retired: should it come back it goes on as
 * another and loses nothing (SPEC E2). One heard of within the day is in use: were it retired, a hundred browsers would
 * retire each other for ever.
 */
async function makeRoom(tx: Tx, { actor, receivedAt }: Contact): Promise<void> {
  const over = (await countReplicas(tx, actor.id)) - bounds.replicasPerPerson + 1;
  if (over <= 0) return;
  const unseen = { since: receivedAt - UNSEEN_MS, at: receivedAt, limit: over };
  if ((await retireLongestUnseen(tx, actor.id, unseen)) < over) throw tooManyReplicas();
}

function tooManyReplicas(): CodedError {
  const message =
    'You have used Waypost in too many browsers today. Sign out where you do not need it, or try again tomorrow.';
  return new CodedError('too-many-devices', 409, message);
}

export function wrongReplica(): CodedError {
  return new CodedError('wrong-replica', 403, 'This device identity belongs to somebody else.');
}

/**
 * The identities a new one descends from: what they wrote counts as its own (SPEC O4). The one before it is retired: this
 * device has left it, and it must not be said to hold anything any more. Where a copy goes on with it, that forks too.
 */
async function descent(
  tx: Tx,
  { actor: { id: personId }, receivedAt }: Contact,
  was: RegisterRequest['was'],
): Promise<{ was: Ancestor[]; drainedAt?: number; lastS?: number }> {
  // Locked: what is on its way under it is done first, and is counted.
  const parent: ReplicaState | undefined = was ? await lockReplica(tx, was.replica) : undefined;
  if (!was || !parent || parent.personId !== personId) return { was: [] };
  await retireReplica(tx, { id: was.replica, personId }, receivedAt);
  const upTo = Math.min(was.answered, parent.lastN);
  const ancestors: Ancestor[] = [...parent.was, [parent.ord, upTo]];
  return { was: ancestors.slice(-bounds.ancestors), drainedAt: parent.drainedAt, lastS: parent.lastS };
}

/** Work offered again after a restore may be this old (SPEC I1). */
const OFFERED_AGAIN_MS = 30 * 86_400_000;

/**
 * Since when a new identity's work may claim to have been done: since its person signed in on that device; or, where it
 * names an ancestor that this database does not know, for as long as lost work is offered again.
 */
async function earliestWork(
  tx: Tx,
  { session, receivedAt }: Contact,
  request: RegisterRequest,
): Promise<number> {
  if (request.was) return receivedAt - OFFERED_AGAIN_MS;
  const since = session === undefined ? undefined : await sessionStart(tx, session);
  return since ?? receivedAt;
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
        // A device whose clock is off asks for another century: it gets none, and learns its skew from the reply.
        if (!isNear(month, receivedAt)) continue;
        const open = await countOpenLeases(tx, replica.ord, month);
        const count = Math.min(bounds.leasedNumbers - held, bounds.openNumbers - open);
        if (count <= 0) continue;
        const lease = { personId: actor.id, replica: replica.ord, month, count, at: receivedAt };
        given.push(...(await leaseNumbers(tx, tenantId, lease)));
      }
      return given;
    }),
  );
  return { incarnation: contact.incarnation, now: receivedAt, numbers: leased };
}

/** This month or one beside it: a device's clock may be off, but not its owner's century. */
function isNear(month: number, nowMs: number): boolean {
  const current = monthOf(nowMs);
  return month === current || month === nextMonth(current) || nextMonth(month) === current;
}
