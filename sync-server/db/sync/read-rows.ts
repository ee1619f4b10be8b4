import { groupBy } from '../../../shared/lib/group.ts';
import { leadingLinkKinds } from '../../../shared/model/link.ts';
import {
  childKinds,
  isChild,
  rowKey,
  type ChildKind,
  type DirectoryKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../../shared/model/rows.ts';
import type { Chain } from '../../../shared/mutations/leading.ts';
import type { ChildList } from '../../../shared/mutations/mutation.ts';
import { PREPARED, type Tx } from '../connect.ts';
import { selectList, tables } from './tables.ts';

/** A row of any kind, with where it belongs. */
export interface FoundRow {
  ref: RowRef;
  row: RowTypes[RowKind];
}

/**
 * Reads the named rows, all children of the named lists and all rows of the tenant's lists in `whole`, all kinds at once on
 * one connection; what is not there is simply absent.
 */
export async function readRows(
  tx: Tx,
  refs: Iterable<RowRef>,
  lists: readonly ChildList[] = [],
  whole: readonly DirectoryKind[] = [],
): Promise<Map<string, FoundRow>> {
  const byKind = groupBy(new Map([...refs].map((ref) => [rowKey(ref), ref])).values(), (ref) => ref.kind);
  const found = new Map<string, FoundRow>();
  const named = [...byKind].map(([kind, wanted]) => readKind(tx, kind, wanted));
  const listed = [...groupBy(lists, (list) => list.kind)].map(([kind, of]) =>
    readChildrenOf(tx, kind, [...new Set(of.map((list) => list.ticketId))]),
  );
  const all = [...new Set(whole)].map((kind) => readWhole(tx, kind));
  for (const rows of await Promise.all([...named, ...listed, ...all])) {
    for (const entry of rows) found.set(rowKey(entry.ref), entry);
  }
  return found;
}

async function readWhole(tx: Tx, kind: DirectoryKind): Promise<FoundRow[]> {
  const table = kind === 'name' ? tables.person : tables[kind];
  const rows = await tx.unsafe(`select ${selectList(kind, 't')} from ${table} t`, [], PREPARED);
  return rows.map((row) => foundRow(kind, row));
}

async function readKind(tx: Tx, kind: RowKind, refs: RowRef[]): Promise<FoundRow[]> {
  const table = kind === 'name' ? tables.person : tables[kind];
  const columns = selectList(kind, 't');
  const ids = refs.map((ref) => ref.id);
  if (!isChild(kind)) {
    const rows = await tx.unsafe(
      `select ${columns} from ${table} t where t.id = any($1::uuid[])`,
      [ids],
      PREPARED,
    );
    return rows.map((row) => foundRow(kind, row));
  }
  const rows = await tx.unsafe(
    `select ${columns} from unnest($1::uuid[], $2::uuid[]) as wanted(ticket_id, id)
     join ${table} t on t.ticket_id = wanted.ticket_id and t.id = wanted.id`,
    [refs.map((ref) => ref.ticketId ?? ''), ids],
    PREPARED,
  );
  return rows.map((row) => foundRow(kind, row));
}

/** Everything under the given tickets, of the kinds that move with them. */
export async function readChildren(tx: Tx, ticketIds: string[]): Promise<FoundRow[]> {
  if (!ticketIds.length) return [];
  const lists = await Promise.all(childKinds.map((kind) => readChildrenOf(tx, kind, ticketIds)));
  return lists.flat();
}

async function readChildrenOf(tx: Tx, kind: ChildKind, ticketIds: string[]): Promise<FoundRow[]> {
  const rows = await tx.unsafe(
    `select ${selectList(kind, 't')} from ${tables[kind]} t where t.ticket_id = any($1::uuid[])`,
    [ticketIds],
    PREPARED,
  );
  return rows.map((row) => foundRow(kind, row));
}

/** As the index links_leading has them. */
const LEADING = leadingLinkKinds.map((what) => `'${what}'`).join(', ');

/** The links by which tickets lead to others, and these to others again, until one leads nowhere. */
export async function readChains(tx: Tx, chains: readonly Chain[]): Promise<FoundRow[]> {
  if (!chains.length) return [];
  const rows = await tx.unsafe(
    `with recursive chain as (
       select l.tenant_id, l.ticket_id, l.id, l.what from unnest($1::uuid[], $2::text[]) as start(ticket_id, what)
       join links l on l.ticket_id = start.ticket_id and l.what = start.what
       where l.what in (${LEADING}) and not l.removed
       union
       select l.tenant_id, l.ticket_id, l.id, l.what from chain c
       join links l on l.tenant_id = c.tenant_id and l.ticket_id = c.id and l.what = c.what
       where l.what in (${LEADING}) and not l.removed
     )
     select ${selectList('link', 't')} from chain c
     join links t on t.tenant_id = c.tenant_id and t.ticket_id = c.ticket_id and t.id = c.id`,
    [chains.map(({ ticketId }) => ticketId), chains.map(({ what }) => what)],
    PREPARED,
  );
  return rows.map((row) => foundRow('link', row));
}

/** The links by which others were merged into these tickets. */
export async function readMergedInto(tx: Tx, ticketIds: readonly string[]): Promise<FoundRow[]> {
  if (!ticketIds.length) return [];
  const rows = await tx.unsafe(
    `select ${selectList('link', 't')} from links t
     where t.ticket_id = any($1::uuid[]) and t.what = 'merged-from' and not t.removed`,
    [[...ticketIds]],
    PREPARED,
  );
  return rows.map((row) => foundRow('link', row));
}

/**
 * Locks tickets in key order, so that two pushes never wait for each other in a circle. FOR NO KEY UPDATE: a message's
 * foreign key to the ticket does not wait for it (SPEC L1).
 */
export async function lockTickets(tx: Tx, ids: string[]): Promise<void> {
  if (!ids.length) return;
  await tx`select 1 from tickets where id = any(${ids}::uuid[]) order by id for no key update`;
}

/**
 * Locks rows beside tickets, after these and in key order, so that two who write the same one settle one after another:
 * also where it is not there yet, and both are about to make it.
 */
export async function lockRows(tx: Tx, tenantId: string, refs: RowRef[]): Promise<void> {
  const keys = [...new Set(refs.map((ref) => `${tenantId}/${rowKey(ref)}`))].sort();
  await tx`
    select pg_advisory_xact_lock(hashtextextended(key, 0))
    from unnest(${keys}::text[]) with ordinality as k(key, place) order by place`;
  const byKind = [...groupBy(refs, (ref) => ref.kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [kind, some] of byKind) {
    if (kind === 'name' || isChild(kind)) throw new Error('bug: locked with its ticket');
    const ids = some.map((ref) => ref.id);
    await tx.unsafe(
      `select 1 from ${tables[kind]} where id = any($1::uuid[]) order by id for no key update`,
      [ids],
      PREPARED,
    );
  }
}

function foundRow(kind: RowKind, row: Record<string, unknown>): FoundRow {
  const id = row['id'] as string;
  const ref: RowRef = isChild(kind) ? { kind, id, ticketId: row['ticketId'] as string } : { kind, id };
  return { ref, row: row as unknown as RowTypes[RowKind] };
}
