import {
  isChild,
  kindCodes,
  laterChildKinds,
  rowColumns,
  type ChildKind,
  type RowKind,
} from '../../../shared/model/rows.ts';
import { isStaffScope, type ScopeKey } from '../../../shared/rules/scopes.ts';
import type { Tx } from '../connect.ts';
import { portalRows, publicChildren, snake, tables } from './tables.ts';

/** A whole ticket as the line it is sent as, with the key a fill resumes after. */
export interface TicketText {
  line: string;
  cursor: string;
}

/** The columns of a kind on a fill's line: a child stands on its ticket's line and need not name it. */
export function fillColumns(kind: RowKind): string[] {
  return rowColumns[kind].filter((column) => !isChild(kind) || column !== 'ticketId');
}

const array = (kind: RowKind, alias: string, except: Record<string, string> = {}): string =>
  `json_build_array(${fillColumns(kind)
    .map((column) => except[column] ?? `${alias}.${snake(column)}`)
    .join(', ')})`;

function children(kind: ChildKind, all: boolean): string {
  const where = all ? 'true' : publicChildren[kind];
  return `(select coalesce(json_agg(${array(kind, 'c')}), '[]') from ${tables[kind]} c
    where c.tenant_id = t.tenant_id and c.ticket_id = t.id and ${where})`;
}

/** The whole line built as text by PostgreSQL: half the time of going through objects here. */
function lineOf(scope: ScopeKey): string {
  const desk = isStaffScope(scope);
  const ticket = array('ticket', 't', desk ? {} : { notedAt: 'null', breaches: `'[]'::jsonb` });
  const [tags, values, messages, events] = (['ticketTag', 'fieldValue', 'message', 'event'] as const).map(
    (kind) => children(kind, desk),
  );
  const later = laterChildKinds.map(
    (kind) => `json_build_array(${kindCodes[kind]}, ${children(kind, desk)})`,
  );
  return `json_build_array(${kindCodes.ticket}, ${ticket}, ${tags}, ${values}, ${messages}, ${events},
    json_build_array(${later.join(', ')}))::text`;
}

/** The tickets of a scope in the order of a fill: newest created first, over keys that never change (SPEC S5). */
export async function readTicketPage(
  tx: Tx,
  scope: ScopeKey,
  after: { createdAt: number; id: string } | null,
  limit: number,
): Promise<TicketText[]> {
  return await tx.unsafe<TicketText[]>(
    `select ${lineOf(scope)} as line, t.created_at || ':' || t.id as cursor from tickets t
     where t.archived_at is null and ($1::bigint is null or (t.created_at, t.id) < ($1::bigint, $2::uuid))
       and ($3::uuid is null or t.requester_id = $3::uuid)
       and ($4::uuid is null or t.team_id = $4::uuid)
     order by t.created_at desc, t.id desc limit $5`,
    [after?.createdAt ?? null, after?.id ?? null, ownerOf(scope, 'requester'), ownerOf(scope, 'team'), limit],
  );
}

/**
 * One ticket of the archive as the line a fill would send it as; undefined where there is none of this identity that those
 * who hold the scope may see.
 */
export async function readArchivedTicket(tx: Tx, scope: ScopeKey, id: string): Promise<string | undefined> {
  const [row] = await tx.unsafe<{ line: string }[]>(
    `select ${lineOf(scope)} as line from tickets t
     where t.id = $1::uuid and t.archived_at is not null
       and ($2::uuid is null or t.requester_id = $2::uuid) and ($3::uuid is null or t.team_id = $3::uuid)`,
    [id, ownerOf(scope, 'requester'), ownerOf(scope, 'team')],
  );
  return row?.line;
}

/** The newest active tickets, for the first screen; they come again in their place. */
export async function readScreen(tx: Tx, scope: ScopeKey, limit: number): Promise<string[]> {
  const rows = await tx.unsafe<{ line: string }[]>(
    `select ${lineOf(scope)} as line from tickets t
     where t.status not in ('resolved', 'closed') and ($1::uuid is null or t.requester_id = $1::uuid)
       and ($2::uuid is null or t.team_id = $2::uuid)
     order by t.created_at desc, t.id desc limit $3`,
    [ownerOf(scope, 'requester'), ownerOf(scope, 'team'), limit],
  );
  return rows.map((row) => row.line);
}

const listKinds = ['person', 'team', 'membership', 'category', 'tag', 'field', 'policy', 'setting'] as const;

/** Every row of a tenant's lists that a scope holds, as lines. */
export async function readDirectory(tx: Tx, scope: ScopeKey): Promise<string[]> {
  const kinds: [Exclude<RowKind, 'name'>, string][] =
    scope === 'portal'
      ? (Object.entries(portalRows) as [Exclude<RowKind, 'name'>, string][])
      : listKinds.map((kind) => [kind, 'true']);
  const lists = await Promise.all(
    kinds.map(async ([kind, where]) => {
      const rows = await tx.unsafe<{ line: string }[]>(
        `select json_build_array(${kindCodes[kind]}, ${array(kind, 'c')})::text as line from ${tables[kind]} c where ${where}`,
      );
      return rows.map((row) => row.line);
    }),
  );
  return lists.flat();
}

/** The names a requester meets in their own threads, by the feed. */
export async function readNames(tx: Tx, scope: number): Promise<string[]> {
  const rows = await tx.unsafe<{ line: string }[]>(
    `select json_build_array(${kindCodes.name}, ${array('name', 't')})::text as line
     from feed f join people t on t.tenant_id = f.tenant_id and t.id = f.row_id
     where f.scope = $1 and f.kind = ${kindCodes.name} and not f.evict`,
    [scope],
  );
  return rows.map((row) => row.line);
}

/** The id in `team:<id>` or `requester:<id>`; null for another kind of scope. */
function ownerOf(scope: ScopeKey, what: 'team' | 'requester'): string | null {
  return scope.startsWith(`${what}:`) ? scope.slice(what.length + 1) : null;
}
