import { kindCodes, type RowKind } from '../../../shared/model/rows.ts';
import { isPersonal, isStaffScope, type ScopeKey } from '../../../shared/rules/scopes.ts';
import type { Tx } from '../connect.ts';
import { tables } from './tables.ts';

// The same sums as shared/model/row-sum.ts makes on the device, by PostgreSQL's own hash functions; 10,000 tickets with
// their threads take about a tenth of a second, so whoever asks shares the answer (sync/known-sums.ts).

type SummedKind = Exclude<RowKind, 'name' | 'ticket'>;

const tenantKinds = ['person', 'team', 'membership', 'category', 'tag', 'field', 'policy'] as const;

const idOf = (kind: RowKind, alias: string): string => `uuid_hash_extended(${alias}.id, ${kindCodes[kind]})`;

const marked = (r: string, n: string, seed: string): string =>
  `hashint4extended(${n}, hashint4extended(${r}, ${seed}))`;

function ticketItems(where: string): string[] {
  const { ticket } = tables;
  const over = marked(
    '(o.mark->>0)::int',
    '(o.mark->>1)::int',
    `hashtextextended(o.register, ${idOf('ticket', 't')})`,
  );
  return [
    `select ${marked('t.r', 't.n', idOf('ticket', 't'))} as h from ${ticket} t where ${where}`,
    `select ${over} from ${ticket} t, jsonb_each(t.over) as o(register, mark) where t.over is not null and ${where}`,
  ];
}

function childItems(kind: SummedKind, where: string, ofTicket: string | null): string {
  const seed = `uuid_hash_extended(c.id, uuid_hash_extended(c.ticket_id, ${kindCodes[kind]}))`;
  const ticket =
    ofTicket === null ? '' : `join ${tables.ticket} t on t.tenant_id = c.tenant_id and t.id = c.ticket_id`;
  return `select ${marked('c.r', 'c.n', seed)} from ${tables[kind]} c ${ticket}
    where ${where} and ${ofTicket ?? 'true'}`;
}

const listItems = (kind: SummedKind, where = 'true'): string =>
  `select ${marked('c.r', 'c.n', idOf(kind, 'c'))} as h from ${tables[kind]} c where ${where}`;

/** The tickets of a scope, or null where that is all of them; `$1` is the team or the requester. */
function ticketsOf(scope: ScopeKey): string | null {
  if (scope.startsWith('team:')) return 't.team_id = $1::uuid';
  return scope.startsWith('requester:') ? 't.requester_id = $1::uuid' : null;
}

/** The rows of a scope, said again as a fill says them; `$1` is whose it is, `$2` its ordinal. */
function itemsOf(scope: ScopeKey): string[] {
  if (scope === 'tenant') return tenantKinds.map((kind) => listItems(kind));
  if (scope === 'portal') return [listItems('category'), listItems('field', 'c.public')];
  if (isPersonal(scope)) return [listItems('conflict', 'c.lost_by = $1::uuid')];
  const some = ticketsOf(scope);
  const staff = isStaffScope(scope);
  return [
    ...ticketItems(some ?? 'true'),
    childItems('message', staff ? 'true' : 'not c.internal', some),
    childItems('event', staff ? 'true' : 'not c.internal', some),
    childItems('fieldValue', staff ? 'true' : 'c.public', some),
    staff
      ? childItems('ticketTag', 'true', some)
      : `select uuid_hash_extended(f.row_id, ${kindCodes.name}) from feed f
         where f.scope = $2::int and f.kind = ${kindCodes.name} and not f.evict`,
  ];
}

/** What the rows of a scope amount to, as the device sums them (SPEC C1). */
export async function readSum(tx: Tx, scope: ScopeKey, ord: number): Promise<string> {
  const [, owner] = scope.split(':');
  const given = isStaffScope(scope) || isPersonal(scope) ? [owner] : [owner, ord];
  const [row] = await tx.unsafe<{ sum: string }[]>(
    `select count(*) || ':' || lpad(to_hex(coalesce(bit_xor(h), 0)), 16, '0') as sum
     from (${itemsOf(scope).join(' union all ')}) as items`,
    owner === undefined ? [] : (given as (string | number)[]),
  );
  if (!row) throw new Error('bug: an aggregate gave no row');
  return row.sum;
}
