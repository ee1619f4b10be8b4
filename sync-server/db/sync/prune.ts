import type { Tx } from '../connect.ts';

// Each of these is one small transaction's work and may be stopped at any point: what is done stands, the rest is found
// again. None waits for a push: rows that one holds are passed over until the next time.

/** Retires installations that were not heard of since a time; the server's own replica never. Answers how many. */
export async function retireUnseen(tx: Tx, since: number, at: number, limit: number): Promise<number> {
  const { count } = await tx`
    with unseen as (
      select tenant_id, ord from replicas
      where person_id is not null and retired_at is null and seen_at < ${since}
      order by ord limit ${limit} for no key update skip locked
    )
    update replicas r set retired_at = ${at} from unseen u where r.tenant_id = u.tenant_id and r.ord = u.ord`;
  return count;
}

/** Retires one replica of a person: it has done what it was made for. */
export function retireReplica(
  tx: Tx,
  { id, personId }: { id: string; personId: string },
  at: number,
): Promise<unknown> {
  return tx`
    update replicas set retired_at = ${at} where id = ${id} and person_id = ${personId} and retired_at is null`;
}

/** Retires a person's longest unseen installations, of those not heard of since a time. Answers how many. */
export async function retireLongestUnseen(
  tx: Tx,
  personId: string,
  { since, at, limit }: { since: number; at: number; limit: number },
): Promise<number> {
  const { count } = await tx`
    with unseen as (
      select tenant_id, ord from replicas
      where person_id = ${personId} and retired_at is null and seen_at < ${since}
      order by seen_at, ord limit ${limit} for no key update skip locked
    )
    update replicas r set retired_at = ${at} from unseen u where r.tenant_id = u.tenant_id and r.ord = u.ord`;
  return count;
}

/**
 * Folds retired replicas out of vectors, all under one new epoch (SPEC E1). A replica is folded after it was retired, and
 * it is retired under its row lock: nothing of it is committed later.
 */
export async function foldRetired(tx: Tx, tenantId: string, at: number, limit: number): Promise<number> {
  const retired = await tx<{ ord: number; wrote: boolean }[]>`
    select ord, last_n > 0 as wrote from replicas where retired_at is not null and folded is null
    order by ord limit ${limit} for no key update skip locked`;
  if (!retired.length) return 0;
  // One that never wrote is in no vector: no device has to hear of it.
  const step = retired.some(({ wrote }) => wrote) ? 1 : 0;
  await tx`
    with epoch as (
      insert into ordinals as o (tenant_id, what, next) values (${tenantId}, 'epoch', ${step})
      on conflict (tenant_id, what) do update set next = o.next + ${step}
      returning next
    )
    update replicas set folded = (select next from epoch), folded_at = ${at}
    where ord = any(${retired.map(({ ord }) => ord)}::int[])`;
  return retired.length;
}

/**
 * Vectors that have not finished a pull since the folds of that time fill again: what folded then needs no horizon of its
 * own any more, and nobody has to be told of it (SPEC E1, S6).
 */
export async function raiseFloor(tx: Tx, tenantId: string, since: number): Promise<void> {
  await tx`
    insert into ordinals (tenant_id, what, next)
    select ${tenantId}, 'floor', max(folded) from replicas where folded_at < ${since} having max(folded) > 0
    on conflict (tenant_id, what) do update set next = greatest(ordinals.next, excluded.next)`;
  await tx`
    delete from horizons h using replicas r
    where r.tenant_id = h.tenant_id and r.ord = h.r
      and r.folded <= (select next from ordinals where what = 'floor')`;
}

/**
 * Lets go of evictions written before a time, and notes for each scope the highest counter of each replica that went
 * (SPEC S6): both or neither.
 */
export async function pruneEvictions(tx: Tx, before: number, limit: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    with old as (
      select tenant_id, scope, kind, parent_id, row_id from feed
      where evict and evicted_at < ${before}
      order by evicted_at limit ${limit} for update skip locked
    ), gone as (
      delete from feed f using old o
      where f.tenant_id = o.tenant_id and f.scope = o.scope and f.kind = o.kind
        and f.parent_id = o.parent_id and f.row_id = o.row_id
      returning f.tenant_id, f.scope, f.r, f.n
    ), noted as (
      insert into horizons as h (tenant_id, scope, r, n)
      select tenant_id, scope, r, max(n) from gone group by tenant_id, scope, r
      on conflict (tenant_id, scope, r) do update set n = greatest(h.n, excluded.n)
    )
    select count(*)::int as count from gone`;
  return row?.count ?? 0;
}

/** Lets go of what verdicts said in words and of what stood then; uid, dot, status and code stay for ever (SPEC O2). */
export async function pruneVerdicts(tx: Tx, before: number, limit: number): Promise<number> {
  const { count } = await tx`
    with old as (
      select tenant_id, uid from verdicts
      where received_at < ${before} and (detail is not null or wrote is not null)
      order by received_at limit ${limit} for no key update skip locked
    )
    update verdicts v set detail = null, wrote = null from old o where v.tenant_id = o.tenant_id and v.uid = o.uid`;
  return count;
}

/** A retired replica never asks again what became of its counters; the uids themselves stay in the mutation log. */
export async function pruneReaddressed(tx: Tx, limit: number): Promise<number> {
  const { count } = await tx`
    delete from readdressed d using (
      select d.tenant_id, d.r, d.n from readdressed d
      join replicas r on r.tenant_id = d.tenant_id and r.ord = d.r
      where r.folded is not null limit ${limit}
    ) old where d.tenant_id = old.tenant_id and d.r = old.r and d.n = old.n`;
  return count;
}

/** Sessions that ended before a time: nobody can go on with them. */
export async function pruneSessions(tx: Tx, before: number, limit: number): Promise<number> {
  const { count } = await tx`
    delete from sessions s using (
      select tenant_id, id from sessions where expires_at < ${before} or revoked_at < ${before}
      limit ${limit} for update skip locked
    ) old where s.tenant_id = old.tenant_id and s.id = old.id`;
  return count;
}
