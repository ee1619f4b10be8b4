import { kindCodes } from '../../../shared/model/rows.ts';
import type { ScopeKey } from '../../../shared/rules/scopes.ts';
import { PREPARED, type Tx } from '../connect.ts';

/** A membership as the feed has it. */
export interface FeedEntry {
  scope: number;
  kind: number;
  parentId: string;
  rowId: string;
  r: number;
  n: number;
  evict: boolean;
}

/** A membership to write. `ifAbsent`: only when the scope has none of this row yet (names, which never change hands). */
export interface FeedWrite extends FeedEntry {
  ifAbsent: boolean;
}

/** One entry for each (scope, row), under the dot that last changed the row or its membership (SPEC S3). `at`: now. */
export function writeFeed(tx: Tx, tenantId: string, writes: FeedWrite[], at: number): Promise<unknown>[] {
  return [false, true].flatMap((ifAbsent) => {
    const some = writes.filter((write) => write.ifAbsent === ifAbsent);
    if (!some.length) return [];
    const onConflict = ifAbsent
      ? 'do nothing'
      : 'do update set r = excluded.r, n = excluded.n, evict = excluded.evict, evicted_at = excluded.evicted_at';
    return [
      tx.unsafe(
        `insert into feed (tenant_id, scope, kind, parent_id, row_id, r, n, evict, evicted_at)
         select $2::uuid, x.scope, x.kind, x."parentId", x."rowId", x.r, x.n, x.evict,
           case when x.evict then $3::bigint end
         from json_to_recordset($1::text::json)
           as x(scope int, kind smallint, "parentId" uuid, "rowId" uuid, r int, n int, evict boolean)
         on conflict (tenant_id, scope, kind, parent_id, row_id) ${onConflict}`,
        [JSON.stringify(some), tenantId, at],
        PREPARED,
      ),
    ];
  });
}

/** Where a scope's vector is behind: entries of `r` after `seen`, up to `head`. */
export interface Ahead {
  scope: number;
  r: number;
  seen: number;
  head: number;
}

/**
 * What the vectors do not cover, ordered by dot, `limit` entries and then to the end of the last dot: a vector passes a
 * dot only with its last row (SPEC S4).
 */
export async function readFeed(tx: Tx, ahead: Ahead[], limit: number): Promise<FeedEntry[]> {
  if (!ahead.length) return [];
  const column = (pick: (a: Ahead) => number): number[] => ahead.map(pick);
  return await tx<FeedEntry[]>`
    select f.* from unnest(
      ${column((a) => a.scope)}::int[], ${column((a) => a.r)}::int[],
      ${column((a) => a.seen)}::int[], ${column((a) => a.head)}::int[]
    ) as ahead(scope, r, seen, head)
    cross join lateral (
      select scope, kind, parent_id as "parentId", row_id as "rowId", r, n, evict from feed
      where feed.scope = ahead.scope and feed.r = ahead.r and feed.n > ahead.seen and feed.n <= ahead.head
        and feed.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
      order by feed.n fetch first (${limit}::int) rows with ties
    ) f
    order by f.r, f.n fetch first (${limit}::int) rows with ties`;
}

/** The scopes in which these people's names are known (SPEC S3). */
export async function readNameScopes(
  tx: Tx,
  personIds: string[],
): Promise<{ key: ScopeKey; personId: string }[]> {
  if (!personIds.length) return [];
  return await tx`
    select s.key, f.row_id as "personId" from feed f
    join scopes s on s.tenant_id = f.tenant_id and s.ord = f.scope
    where f.kind = ${kindCodes.name} and f.row_id = any(${personIds}::uuid[]) and not f.evict`;
}

/**
 * What is new in these personal scopes: of each replica [ordinal, counter seen, head]. One look for all of them, as there
 * is one for each listener and hardly ever news in any: wire codes from 20 on are of kinds that are one person's alone,
 * and an index has just these (feed_personal; its condition must stand here as it is).
 */
export async function readPersonalFeed(
  tx: Tx,
  changed: readonly (readonly [r: number, seen: number, head: number])[],
  scopes: number[],
  limit: number,
): Promise<FeedEntry[]> {
  if (!scopes.length) return [];
  const column = (i: 0 | 1 | 2): number[] => changed.map((moved) => moved[i]);
  return await tx<FeedEntry[]>`
    select f.scope, f.kind, f.parent_id as "parentId", f.row_id as "rowId", f.r, f.n, f.evict
    from unnest(${column(0)}::int[], ${column(1)}::int[], ${column(2)}::int[]) as moved(r, seen, head)
    join feed f on f.r = moved.r and f.n > moved.seen and f.n <= moved.head
    where f.kind >= 20 and f.scope = any(${scopes}::int[]) limit ${limit}`;
}

/** For each of these scopes what was pruned: a vector that does not cover it needs a refill (SPEC S6). */
export async function readHorizons(
  tx: Tx,
  scopes: number[],
): Promise<{ scope: number; r: number; n: number }[]> {
  return await tx`select scope, r, n from horizons where scope = any(${scopes}::int[])`;
}
