import type { Conflict } from '../../shared/model/conflict.ts';
import {
  isChild,
  kindOfCode,
  rowColumns,
  rowKey,
  type RowKind,
  type RowRef,
} from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import type { Entry, SentGrants } from '../../shared/protocol/pull.ts';
import { projectTicket, scopesOf, type Grants, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Tx } from '../db/connect.ts';
import type { FeedEntry } from '../db/sync/feed.ts';
import { readRows } from '../db/sync/read-rows.ts';
import { asSeen, subjectsOf } from './conflicts.ts';

/** Grants as they travel. */
export function grantsToSend({ role, limitedTo }: Grants): SentGrants {
  return { role, limitedTo: limitedTo ? [...limitedTo] : null };
}

/** Scopes by ordinal, as the asker holds them. */
export type HeldScopes = ReadonlyMap<number, ScopeKey>;

function refOf({ kind: code, parentId, rowId }: FeedEntry): RowRef | undefined {
  const kind = kindOfCode(code);
  if (!kind) return undefined;
  return isChild(kind) ? { kind, id: rowId, ticketId: parentId } : { kind, id: rowId };
}

/**
 * Feed entries with their rows, read in the transaction of the feed itself. Each row is asked once more which scopes it
 * is in: the feed says what to send, `scopesOf` must agree, or the row stays here (a second wall, SPEC S2).
 * `heldWith` answers what the person of a personal scope holds beside it: by that a conflict is rendered (SPEC S8).
 */
export async function withRows(
  tx: Tx,
  feed: FeedEntry[],
  held: HeldScopes,
  heldWith: (scope: number) => HeldScopes = () => held,
): Promise<Entry[]> {
  const located = feed.flatMap((entry) => {
    const ref = refOf(entry);
    return ref ? [{ entry, ref }] : [];
  });
  const tickets = located.flatMap(({ ref }): RowRef[] =>
    ref.ticketId ? [{ kind: 'ticket', id: ref.ticketId }] : [],
  );
  const rows = await readRows(tx, [...located.map(({ ref }) => ref), ...tickets]);
  const conflicts = [...rows.values()].flatMap(({ ref, row }) =>
    ref.kind === 'conflict' ? [row as Conflict] : [],
  );
  const subjects = conflicts.length ? await readRows(tx, subjectsOf(conflicts)) : new Map<string, never>();
  const ticketOf = (ref: RowRef) =>
    ref.ticketId
      ? (rows.get(rowKey({ kind: 'ticket', id: ref.ticketId }))?.row as Ticket | undefined)
      : undefined;

  return located.flatMap(({ entry, ref }): Entry[] => {
    const row = rows.get(rowKey(ref))?.row;
    const within = row ? scopesWithin(ref, row as never, ticketOf(ref)) : [];
    const at = (scope: number, content: Entry[6]): Entry => [
      scope, entry.kind, entry.parentId, entry.rowId, entry.r, entry.n, content,
    ]; // prettier-ignore
    if (!entry.evict) {
      const scope = held.get(entry.scope);
      const member = row && scope && (ref.kind === 'name' || within.includes(scope));
      if (member && ref.kind === 'conflict') {
        const seen = asSeen(row as Conflict, subjects, [...heldWith(entry.scope).values()]);
        return [at(entry.scope, project(ref, seen, scope))];
      }
      return member ? [at(entry.scope, project(ref, row, scope))] : [];
    }
    // A row that left one scope but is still in another the asker holds is sent as that row (SPEC S3).
    const other = [...held].find(([ord, key]) => ord !== entry.scope && within.includes(key));
    const gone = at(entry.scope, null);
    return other && row ? [gone, at(other[0], project(ref, row, other[1]))] : [gone];
  });
}

function scopesWithin(ref: RowRef, row: never, ticket: Ticket | undefined): ScopeKey[] {
  return scopesOf(ref.kind, row, ticket);
}

const sentColumns = new Map(
  (Object.keys(rowColumns) as RowKind[]).map((kind) => {
    const columns: readonly string[] = rowColumns[kind];
    return [kind, columns.filter((column) => column !== 'id' && (column !== 'ticketId' || !isChild(kind)))];
  }),
);

/**
 * The row as it travels: what its entry's header says already is left out. Copied column by column, in one order: objects
 * that lost a property are several times slower to make and to write.
 */
export function project(ref: RowRef, row: object, scope: ScopeKey): Record<string, unknown> {
  const source = (ref.kind === 'ticket' ? projectTicket(row as Ticket, scope) : row) as Record<
    string,
    unknown
  >;
  const shown: Record<string, unknown> = {};
  for (const column of sentColumns.get(ref.kind) ?? []) shown[column] = source[column];
  return shown;
}
