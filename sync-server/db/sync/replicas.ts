import { SERVER_REPLICA } from '../../../shared/clock/dot.ts';
import { stampAt } from '../../../shared/clock/stamp.ts';
import type { Versioned } from '../../../shared/model/versioned.ts';
import type { Ancestor } from '../../../shared/rules/merge.ts';
import { PREPARED, type Sql, type Tx } from '../connect.ts';

export interface ReplicaState {
  ord: number;
  personId: string | null;
  lastN: number;
  lastUid: string | null;
  lastS: number;
  was: Ancestor[];
  drainedAt: number;
  seenAt: number;
  retiredAt: number | null;
}

const columns = `ord, person_id as "personId", last_n as "lastN", last_uid as "lastUid", last_s as "lastS", was,
  drained_at as "drainedAt", seen_at as "seenAt", retired_at as "retiredAt"`;

/** The replica's row; locked, so that its mutations commit in order (SPEC O1). */
export async function lockReplica(tx: Tx, id: string): Promise<ReplicaState | undefined> {
  const [row] = await tx.unsafe<ReplicaState[]>(
    `select ${columns} from replicas where id = $1 for no key update`,
    [id],
    PREPARED,
  );
  return row;
}

export async function findReplica(tx: Tx, id: string): Promise<ReplicaState | undefined> {
  const [row] = await tx.unsafe<ReplicaState[]>(
    `select ${columns} from replicas where id = $1`,
    [id],
    PREPARED,
  );
  return row;
}

/** Whose these replicas are, by ordinal; null where a replica is nobody's. */
export async function ownersOf(tx: Tx, ords: number[]): Promise<Map<number, string | null>> {
  const rows = await tx<{ ord: number; personId: string | null }[]>`
    select ord, person_id as "personId" from replicas where ord = any(${ords}::int[])`;
  return new Map(rows.map((row) => [row.ord, row.personId]));
}

/** Installations of a person that are in use. */
export async function countReplicas(tx: Tx, personId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from replicas where person_id = ${personId} and retired_at is null`;
  return row?.count ?? 0;
}

/** More devices than a tenant meets between a backup and its restoration. */
const ORDINALS_OF_A_LOST_LIFE = 10_000;

/**
 * Makes a replica known, under the tenant's next ordinal, which no life of the database has ever given (SPEC I1);
 * undefined when another transaction was faster.
 */
export async function insertReplica(
  tx: Tx,
  tenantId: string,
  replica: {
    id: string;
    personId: string | null;
    was: Ancestor[];
    drainedAt: number;
    lastS: number;
    app: string;
    at: number;
  },
): Promise<ReplicaState | undefined> {
  const [row] = await tx<ReplicaState[]>`
    with ordinal as (
      update ordinals set life = incarnation.id,
        next = next + 1 + case when life <> incarnation.id then ${ORDINALS_OF_A_LOST_LIFE}::int else 0 end
      from incarnation where what = 'replica' returning next - 1 as ord
    )
    insert into replicas (tenant_id, ord, id, person_id, was, drained_at, last_s, app, seen_at, created_at)
    select ${tenantId}, ord, ${replica.id}, ${replica.personId}, ${JSON.stringify(replica.was)}::text::jsonb,
      ${replica.drainedAt}, ${replica.lastS}, ${replica.app}, ${replica.at}, ${replica.at} from ordinal
    on conflict (tenant_id, id) do nothing
    returning ${tx.unsafe(columns)}`;
  return row;
}

/** Notes what a push did to its replica. Its server-side row is the only one a client's transaction touches. */
export function updateReplica(
  tx: Tx,
  replica: ReplicaState,
  contact: { skewMs: number; at: number; app: string; drainedAt: number | null },
): Promise<unknown> {
  return tx`
    update replicas set last_n = ${replica.lastN}, last_uid = ${replica.lastUid}, last_s = ${replica.lastS},
      skew_ms = ${contact.skewMs}, seen_at = ${contact.at}, app = ${contact.app},
      was = ${JSON.stringify(replica.was)}::text::jsonb,
      drained_at = greatest(drained_at, ${contact.drainedAt}::bigint)
    where ord = ${replica.ord}`;
}

/** Notes that a replica was heard of, though it had nothing to send. */
export function noteSeen(tx: Tx, ord: number, at: number): Promise<unknown> {
  return tx`update replicas set seen_at = greatest(seen_at, ${at}::bigint) where ord = ${ord} and retired_at is null`;
}

/**
 * The server's own vector: every replica that ever pushed and has not folded, and the digest that stands for it and the
 * epoch (SPEC E1). Vectors of an epoch before `floor` fill again.
 */
export interface Heads {
  incarnation: string;
  digest: string;
  epoch: number;
  floor: number;
  heads: Record<number, number>;
}

/**
 * The epoch is part of the digest: heads that a retired replica has left may equal heads from before its first push, and
 * a device that stands there has not seen its work.
 */
const digestOfHeads = `(coalesce(sum(hashint8extended(last_n::bigint, ord)), 0)
  + coalesce((select hashint8extended(nullif(next, 0)::bigint, -1) from ordinals where what = 'epoch'), 0))::text`;

const ordinalOf = (what: 'epoch' | 'floor'): string =>
  `coalesce((select next from ordinals where what = '${what}'), 0)`;

/** Digest and incarnation only: what "nothing new" is told by. */
export async function readDigest(tx: Tx): Promise<{ incarnation: string; digest: string }> {
  const [row] = await tx.unsafe<{ incarnation: string; digest: string }[]>(
    `select (select id from incarnation) as incarnation, ${digestOfHeads} as digest
     from replicas where last_n > 0 and folded is null`,
    [],
    PREPARED,
  );
  if (!row) throw new Error('bug: an aggregate gave no row');
  return row;
}

export async function readHeads(tx: Tx): Promise<Heads> {
  const [row] = await tx.unsafe<(Omit<Heads, 'heads'> & { ords: number[]; counters: number[] })[]>(
    `select (select id from incarnation) as incarnation, ${digestOfHeads} as digest,
       ${ordinalOf('epoch')} as epoch, ${ordinalOf('floor')} as floor,
       coalesce(array_agg(ord), '{}') as ords, coalesce(array_agg(last_n), '{}') as counters
     from replicas where last_n > 0 and folded is null`,
    [],
    PREPARED,
  );
  if (!row) throw new Error('bug: an aggregate gave no row');
  const { ords, counters, ...rest } = row;
  const heads: Record<number, number> = {};
  ords.forEach((ord, i) => (heads[ord] = counters[i] ?? 0));
  return { ...rest, heads };
}

/** Which life of the database this is (SPEC I1). */
export async function readIncarnation(sql: Sql | Tx): Promise<string> {
  const [row] = await sql<{ id: string }[]>`select id from incarnation`;
  if (!row) throw new Error('bug: the database has no incarnation');
  return row.id;
}

/** The next dot of the server's own replica, for a transaction that no client started; its row is locked from here on. */
export async function nextServerDot(tx: Tx, at: number): Promise<Versioned> {
  return await lastServerDot(tx, at, 1);
}

/** The last of the next `count` dots of the server's own replica, as above. */
export async function lastServerDot(tx: Tx, at: number, count: number): Promise<Versioned> {
  const [row] = await tx<Versioned[]>`
    update replicas set last_n = last_n + ${count}, last_s = greatest(last_s + 1, ${stampAt(at)}::bigint)
    where ord = ${SERVER_REPLICA} returning ord as r, last_n as n, last_s as s`;
  if (!row) throw new Error('bug: the tenant has no replica of the server');
  return row;
}

/** Notes how high the stamps of the server's own replica have come. */
export function raiseServerStamp(tx: Tx, s: number): Promise<unknown> {
  return tx`update replicas set last_s = greatest(last_s, ${s}::bigint) where ord = ${SERVER_REPLICA}`;
}
