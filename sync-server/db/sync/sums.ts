import {
  childKinds,
  kindCodes,
  knownKinds,
  type ChildKind,
  type RowKind,
} from '../../../shared/model/rows.ts';
import type { ScopeKey, ScopeKind } from '../../../shared/rules/scopes.ts';
import type { Tx } from '../connect.ts';
import { portalRows, publicChildren, tables } from './tables.ts';

// The same sums as shared/model/row-sum.ts makes on the device, by PostgreSQL's own hash functions; 10,000 tickets with
// their threads take about a tenth of a second, so whoever asks shares the answer (sync/known-sums.ts).

/** Whose rows: `$1` is the team or person that a scope's key names, `$2` the scope's ordinal. */
const OWNER = '$1::uuid';
const ORDINAL = '$2::int';

const idOf = (kind: RowKind, alias: string): string => `uuid_hash_extended(${alias}.id, ${kindCodes[kind]})`;

const marked = (r: string, n: string, seed: string): string =>
  `hashint4extended(${n}, hashint4extended(${r}, ${seed}))`;

function ticketItems(where: string): string {
  const { ticket } = tables;
  const over = marked(
    '(o.mark->>0)::int',
    '(o.mark->>1)::int',
    `hashtextextended(o.register, ${idOf('ticket', 't')})`,
  );
  return `select ${marked('t.r', 't.n', idOf('ticket', 't'))} as h from ${ticket} t where ${where}
    union all
    select ${over} from ${ticket} t, jsonb_each(t.over) as o(register, mark) where t.over is not null and ${where}`;
}

function childItems(kind: Exclude<RowKind, 'name'>, where: string, ofTicket: string): string {
  const seed = `uuid_hash_extended(c.id, uuid_hash_extended(c.ticket_id, ${kindCodes[kind]}))`;
  const join = `join ${tables.ticket} t on t.tenant_id = c.tenant_id and t.id = c.ticket_id`;
  return `select ${marked('c.r', 'c.n', seed)} as h from ${tables[kind]} c ${join} where ${where} and ${ofTicket}`;
}

type ListKind = Exclude<RowKind, 'name'>;
const listItems = (kind: ListKind, where = 'true'): string =>
  `select ${marked('c.r', 'c.n', idOf(kind, 'c'))} as h from ${tables[kind]} c where ${where}`;

const eachChild = (itemsOfKind: (kind: ChildKind) => string): Items =>
  Object.fromEntries(childKinds.map((kind) => [kind, itemsOfKind(kind)]));

/** Of each kind of row that a scope has, what to sum. */
type Items = { readonly [K in RowKind]?: string };

/** What those who work on these tickets hold of them. */
const worked = (ofTicket: string): Items => ({
  ticket: ticketItems(ofTicket),
  ...eachChild((kind) => childItems(kind, 'true', ofTicket)),
});

/** What is in the archive is in no scope. */
const HELD = 't.archived_at is null';
const ofRequester = `t.requester_id = ${OWNER} and ${HELD}`;

/** The rows of each kind of scope, said again as a fill says them. */
const itemsOf: Readonly<Record<ScopeKind, Items>> = {
  tenant: {
    person: listItems('person'),
    team: listItems('team'),
    membership: listItems('membership'),
    category: listItems('category'),
    tag: listItems('tag'),
    field: listItems('field'),
    policy: listItems('policy'),
    setting: listItems('setting'),
  },
  portal: Object.fromEntries(
    Object.entries(portalRows).map(([kind, where]) => [kind, listItems(kind as ListKind, where)]),
  ),
  desk: worked(HELD),
  team: worked(`t.team_id = ${OWNER} and ${HELD}`),
  requester: {
    ticket: ticketItems(ofRequester),
    ...eachChild((kind) => childItems(kind, publicChildren[kind], ofRequester)),
    name: `select uuid_hash_extended(f.row_id, ${kindCodes.name}) as h from feed f
      where f.scope = ${ORDINAL} and f.kind = ${kindCodes.name} and not f.evict`,
  },
  me: {
    conflict: listItems('conflict', `c.lost_by = ${OWNER} and not c.aged`),
    notice: listItems('notice', `c.person_id = ${OWNER} and not c.aged`),
    preference: listItems('preference', `c.person_id = ${OWNER}`),
  },
};

/** The kinds of rows that are summed in a scope; null for a scope of a kind that nobody has said how to sum. */
export function summedIn(scope: string): RowKind[] | null {
  const [kind = ''] = scope.split(':');
  return Object.hasOwn(itemsOf, kind) ? (Object.keys(itemsOf[kind as ScopeKind]) as RowKind[]) : null;
}

/**
 * What the rows of a scope amount to, as the device sums them (SPEC C1). `known`: the wire codes of the kinds that count,
 * by default all. Null where nobody has said how to sum such a scope: nothing to compare, which is not a difference.
 */
export async function readSum(
  tx: Tx,
  scope: ScopeKey,
  ord: number,
  known: readonly number[] = knownKinds,
): Promise<string | null> {
  const kinds = summedIn(scope);
  if (!kinds) return null;
  const [kind, owner = null] = scope.split(':') as [ScopeKind, string?];
  const items = kinds.flatMap((of) => (known.includes(kindCodes[of]) ? [itemsOf[kind][of] ?? ''] : []));
  const all = ['select null::bigint as h where false', ...items].join(' union all ');
  // Both parameters have to occur, whatever the scope asks about.
  const [row] = await tx.unsafe<{ sum: string }[]>(
    `select count(h) || ':' || lpad(to_hex(coalesce(bit_xor(h), 0)), 16, '0') as sum
     from (${all}) as items where ${OWNER} is null or ${ORDINAL} is not null`,
    [owner, ord],
  );
  if (!row) throw new Error('bug: an aggregate gave no row');
  return row.sum;
}
