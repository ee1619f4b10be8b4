import { groupBy } from '../../../shared/lib/group.ts';
import type { RowKind, RowTypes } from '../../../shared/model/rows.ts';
import { isChild, rowColumns } from '../../../shared/model/rows.ts';
import { PREPARED, type Tx } from '../connect.ts';
import { changeableColumns, snake, tables, typeOf } from './tables.ts';

type StoredKind = Exclude<RowKind, 'name'>;

const statements = new Map<StoredKind, string>();

/** One statement writes all rows of a kind: insert, or where the row is there its changeable columns. */
function statementOf(kind: StoredKind): string {
  const known = statements.get(kind);
  if (known) return known;
  const made = kind === 'person' ? updateOf(kind) : upsertOf(kind);
  statements.set(kind, made);
  return made;
}

/** People come by an invitation or a sign-in, never by a mutation: a written one is always there. */
function updateOf(kind: StoredKind): string {
  const typed = rowColumns[kind].map((column) => `"${column}" ${typeOf(column)}`).join(', ');
  const changes = changeableColumns(kind).map((column) => `${snake(column)} = x."${column}"`);
  return `update ${tables[kind]} t set ${changes.join(', ')}
    from json_to_recordset($1::text::json) as x(${typed}) where t.tenant_id = $2::uuid and t.id = x.id`;
}

function upsertOf(kind: StoredKind): string {
  const columns = rowColumns[kind];
  const names = columns.map(snake).join(', ');
  const typed = columns.map((column) => `"${column}" ${typeOf(column)}`).join(', ');
  const values = columns.map((column) => `x."${column}"`).join(', ');
  const changes = changeableColumns(kind).map((column) => `${snake(column)} = excluded.${snake(column)}`);
  const key = isChild(kind) ? 'tenant_id, ticket_id, id' : 'tenant_id, id';
  // An append-only row that is there already is a bug, or an id somebody else used: let the key refuse it.
  const onConflict = changes.length ? `on conflict (${key}) do update set ${changes.join(', ')}` : '';
  return `insert into ${tables[kind]} (tenant_id, ${names})
    select $2::uuid, ${values} from json_to_recordset($1::text::json) as x(${typed}) ${onConflict}`;
}

/** Writes rows whole, a statement for each kind, parents before children. */
export function writeRows(
  tx: Tx,
  tenantId: string,
  rows: Iterable<{ kind: RowKind; row: RowTypes[RowKind] }>,
): Promise<unknown>[] {
  const order: StoredKind[] = [
    'person', 'team', 'membership', 'policy', 'setting', 'category', 'tag', 'field', 'ticket', 'message', 'event', 'ticketTag', 'fieldValue',
    'link', 'approval', 'checkItem', 'check', 'visit', 'signature', 'timeEntry', 'attachment', 'conflict', 'notice', 'preference',
  ]; // prettier-ignore
  const byKind = groupBy(rows, (entry) => entry.kind);
  return order.flatMap((kind) => {
    const entries = byKind.get(kind);
    if (!entries) return [];
    return [
      tx.unsafe(statementOf(kind), [JSON.stringify(entries.map((entry) => entry.row)), tenantId], PREPARED),
    ];
  });
}
