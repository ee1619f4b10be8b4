import type { Dot } from '../../shared/clock/dot.ts';
import {
  isChild,
  kindCodes,
  rowKey,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { namesIn, scopesOf, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { FoundRow } from '../db/sync/read-rows.ts';
import type { WorkingSet } from './working-set.ts';

/** A membership in words: written to the feed under `dot`. */
export interface Membership {
  scope: ScopeKey;
  kind: number;
  parentId: string;
  rowId: string;
  dot: Dot;
  evict: boolean;
  ifAbsent: boolean;
}

/** Collects what a push does to the feed; the last dot that touched a (scope, row) is the one that stays. */
export class Memberships {
  #entries = new Map<string, Membership>();

  add(scope: ScopeKey, ref: RowRef, dot: Dot, as: 'member' | 'evicted' | 'name'): void {
    const key = `${scope} ${rowKey(ref)}`;
    if (as === 'name' && this.#entries.has(key)) return;
    this.#entries.set(key, {
      scope,
      kind: kindCodes[ref.kind],
      parentId: ref.ticketId ?? ref.id,
      rowId: ref.id,
      dot,
      evict: as === 'evicted',
      ifAbsent: as === 'name',
    });
  }

  entries(): Membership[] {
    return [...this.#entries.values()];
  }
}

/**
 * A conflict stays its loser's when its ticket moves, but what they may see of it may change with the ticket: it is sent
 * again (SPEC S8).
 */
export function noteConflicts(
  memberships: Memberships,
  conflicts: readonly RowTypes['conflict'][],
  dotOfTicket: (ticketId: string) => Dot,
): void {
  for (const conflict of conflicts) {
    const ref: RowRef<'conflict'> = { kind: 'conflict', id: conflict.id };
    for (const scope of scopesOf('conflict', conflict, undefined))
      memberships.add(scope, ref, dotOfTicket(conflict.ticketId), 'member');
  }
}

type AnyRow = RowTypes[RowKind];

/** Where a row is, by the rows as they are now or were before. */
function scopesIn(ref: RowRef, row: AnyRow | undefined, ticket: Ticket | undefined): ScopeKey[] {
  if (!row) return [];
  return scopesOf(ref.kind, row as never, isChild(ref.kind) ? ticket : undefined);
}

/** Notes every row that a push wrote, by its last dot: a member where the merged row is, gone where it was and is not. */
export function noteWritten(memberships: Memberships, rows: WorkingSet, touched: Iterable<Touched>): void {
  for (const { ref, dot } of touched) {
    const row = rows.get(ref);
    if (!row) continue;
    const { was, is } = scopesAround(rows, ref, rows.before(ref), row);
    noteMember(memberships, ref, row, is, dot);
    for (const scope of was) if (!is.includes(scope)) memberships.add(scope, ref, dot, 'evicted');
  }
}

/** A person who is known by name somewhere has changed: the name goes there again. */
export function noteNames(
  memberships: Memberships,
  known: Iterable<{ key: ScopeKey; personId: string }>,
  dotOfPerson: (personId: string) => Dot,
): void {
  for (const { key, personId } of known)
    memberships.add(key, { kind: 'name', id: personId }, dotOfPerson(personId), 'member');
}

/** A row that a push wrote, and the dot that wrote it last. */
export interface Touched {
  ref: RowRef;
  dot: Dot;
}

const ticketOf = (ref: RowRef): RowRef<'ticket'> => ({ kind: 'ticket', id: ref.ticketId ?? ref.id });

function scopesAround(rows: WorkingSet, ref: RowRef, before: AnyRow | undefined, after: AnyRow) {
  return {
    was: scopesIn(ref, before, rows.before(ticketOf(ref)) as Ticket | undefined),
    is: scopesIn(ref, after, rows.get(ticketOf(ref))),
  };
}

function noteMember(memberships: Memberships, ref: RowRef, row: AnyRow, scopes: ScopeKey[], dot: Dot): void {
  for (const scope of scopes) {
    memberships.add(scope, ref, dot, 'member');
    if (!scope.startsWith('requester:')) continue;
    for (const id of namesIn(ref.kind, row as never))
      memberships.add(scope, { kind: 'name', id }, dot, 'name');
  }
}

/** The tickets of this push whose own scopes changed: their children move with them (SPEC S3). */
export function movedTickets(rows: WorkingSet): string[] {
  return rows.written().flatMap(({ ref, row }) => {
    const before = rows.before(ref);
    if (ref.kind !== 'ticket' || !before) return [];
    const { was, is } = scopesAround(rows, ref, before, row);
    return was.length === is.length && was.every((scope) => is.includes(scope)) ? [] : [ref.id];
  });
}

/** Gives every child of a moved ticket an entry of its own wherever its membership changed. */
export function noteMovedChildren(
  memberships: Memberships,
  rows: WorkingSet,
  children: FoundRow[],
  dotOfTicket: (ticketId: string) => Dot,
): void {
  for (const { ref, row } of children) {
    const { was, is } = scopesAround(rows, ref, row, row);
    const dot = dotOfTicket(ref.ticketId ?? '');
    noteMember(
      memberships,
      ref,
      row,
      is.filter((scope) => !was.includes(scope)),
      dot,
    );
    for (const scope of was) if (!is.includes(scope)) memberships.add(scope, ref, dot, 'evicted');
  }
}
