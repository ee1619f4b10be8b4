import type { Message, TimelineEvent } from '../../shared/model/conversation.ts';
import {
  childKinds,
  isChild,
  laterChildKinds,
  rowKey,
  type ChildKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { withBoth, withEvent, withMessage } from '../../shared/rules/derive.ts';
import { isStaffScope, projectTicket, scopesOf, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Membership, ThreadRecord, TicketRecord, TicketRows } from './database.ts';

/** A ticket with everything under it, as the server confirmed it, in memory. */
export interface Folder {
  id: string;
  ticket: Ticket | null;
  children: { [K in ChildKind]: Map<string, RowTypes[K]> };
  in: Membership;
  childIn: Map<string, Membership>;
}

const byId = <T extends { id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

export function emptyFolder(id: string): Folder {
  return { id, ticket: null, children: childrenFrom(() => []), in: {}, childIn: new Map() };
}

function childrenFrom(rowsOf: <K extends ChildKind>(kind: K) => readonly RowTypes[K][]): Folder['children'] {
  return Object.fromEntries(childKinds.map((kind) => [kind, byId(rowsOf(kind))])) as Folder['children'];
}

/** What the server confirmed of a ticket, taken from its records: own paint is left out. */
export function folderOf(
  id: string,
  record: TicketRecord | undefined,
  thread: ThreadRecord | undefined,
): Folder {
  if (!record) return emptyFolder(id);
  const rows = record.confirmed === undefined ? record : record.confirmed;
  const painted = new Set(thread?.painted);
  const lists: { [K in ChildKind]?: readonly RowTypes[K][] } = {
    ticketTag: rows?.tags ?? [],
    fieldValue: rows?.values ?? [],
    message: confirmedMessages(thread),
    event: (thread?.events ?? []).filter((event) => !painted.has(event.id)),
    ...rows?.more,
  };
  return {
    id,
    ticket: rows?.ticket ?? null,
    children: childrenFrom((kind) => lists[kind] ?? []),
    in: record.in,
    childIn: new Map(Object.entries(record.childIn ?? {})),
  };
}

/** The messages of a thread as the server sent them. */
export function confirmedMessages(thread: ThreadRecord | undefined): Message[] {
  const own = new Set(thread?.painted);
  const under = byId(thread?.confirmed ?? []);
  return (thread?.messages ?? []).flatMap((message) =>
    own.has(message.id) ? [] : (under.get(message.id) ?? message),
  );
}

/** The rows of one kind of child. */
export function childrenOf<K extends ChildKind>(folder: Folder, kind: K): Map<string, RowTypes[K]> {
  return folder.children[kind];
}

/** A ticket's rows as a record holds them; what there is none of is left out. */
export function rowsFrom(
  ticket: Ticket,
  rowsOf: <K extends ChildKind>(kind: K) => RowTypes[K][],
): TicketRows {
  const more = laterChildKinds.flatMap((kind) => {
    const rows = rowsOf(kind);
    return rows.length ? [[kind, rows]] : [];
  });
  return {
    ticket,
    tags: rowsOf('ticketTag'),
    values: rowsOf('fieldValue'),
    ...(more.length && { more: Object.fromEntries(more) as TicketRows['more'] }),
  } as TicketRows;
}

/** A row of the ticket as the server confirmed it. */
export function confirmedIn(
  folder: Folder,
  ref: RowRef,
): RowTypes['ticket'] | RowTypes[ChildKind] | undefined {
  if (ref.kind === 'ticket') return folder.ticket ?? undefined;
  return isChild(ref.kind) ? childrenOf(folder, ref.kind).get(ref.id) : undefined;
}

/** The present generation of each scope that the device holds, by the scope's ordinal. */
export type Generations = ReadonlyMap<number, number>;

/** A confirmed row arrives in a scope: it takes its place, and is held from now on at least by that scope. */
export function putRow(
  folder: Folder,
  ref: RowRef,
  row: RowTypes[RowKind],
  scope: number,
  generations: Generations,
): void {
  const generation = generations.get(scope) ?? 0;
  if (!isChild(ref.kind)) {
    spread(folder);
    const before = isPresent(folder.in, generations) ? folder.ticket : null;
    folder.ticket = before ? withBoth(row as Ticket, before) : (row as Ticket);
    folder.in = { ...folder.in, [scope]: generation };
    return;
  }
  const key = rowKey(ref);
  const children: Map<string, RowTypes[ChildKind]> = childrenOf(folder, ref.kind);
  const known = children.has(ref.id);
  children.set(ref.id, row as RowTypes[ChildKind]);
  const own = known ? (folder.childIn.get(key) ?? folder.in) : {};
  folder.childIn.set(key, { ...own, [scope]: generation });
  if (folder.ticket && ref.kind === 'message') folder.ticket = withMessage(folder.ticket, row as Message);
  if (folder.ticket && ref.kind === 'event') folder.ticket = withEvent(folder.ticket, row as TimelineEvent);
}

/** A row leaves a scope; what no held scope has any more leaves the device (SPEC S3). */
export function evictRow(folder: Folder, ref: RowRef, scope: number): void {
  spread(folder);
  if (!isChild(ref.kind)) {
    folder.in = without(folder.in, scope);
    if (isEmpty(folder.in)) folder.ticket = null;
    return;
  }
  const key = rowKey(ref);
  const left = without(folder.childIn.get(key) ?? {}, scope);
  folder.childIn.set(key, left);
  if (isEmpty(left)) {
    childrenOf(folder, ref.kind).delete(ref.id);
    folder.childIn.delete(key);
  }
}

/** The whole of a ticket as a fill brings it for one scope: it replaces all that this scope held of it. */
export function putWhole(folder: Folder, whole: WholeTicket, scope: number, generations: Generations): void {
  for (const kind of childKinds) {
    for (const id of [...childrenOf(folder, kind).keys()])
      evictRow(folder, { kind, id, ticketId: folder.id }, scope);
  }
  // Another scope may show more of the ticket than this one does.
  const shared = isPresent(without(folder.in, scope), generations);
  const ticket = folder.ticket && shared ? withBoth(whole.ticket, folder.ticket) : whole.ticket;
  folder.ticket = ticket;
  folder.in = { ...folder.in, [scope]: generations.get(scope) ?? 0 };
  for (const kind of childKinds) {
    for (const row of whole.children[kind])
      putRow(folder, { kind, id: row.id, ticketId: folder.id }, row, scope, generations);
  }
  // What was just derived is in the row already, which is as new as its children.
  folder.ticket = ticket;
}

/** A ticket with all that is under it, by kind. */
export interface WholeTicket {
  ticket: Ticket;
  children: { [K in ChildKind]: RowTypes[K][] };
}

/** A scope the person no longer holds: everything only it had leaves. */
export function evictScope(folder: Folder, scope: number): void {
  for (const kind of childKinds) {
    for (const id of [...childrenOf(folder, kind).keys()])
      evictRow(folder, { kind, id, ticketId: folder.id }, scope);
  }
  evictRow(folder, { kind: 'ticket', id: folder.id }, scope);
}

/**
 * After a refill: what it did not bring leaves (SPEC S5). A ticket that came with a pull since then, because it entered
 * the scope anew, came with all its children: those of before that did not come are gone too.
 */
export function sweepScope(folder: Folder, scope: number, generation: number): void {
  if (isStale(folder.in, scope, generation)) return evictScope(folder, scope);
  for (const kind of childKinds) {
    for (const id of [...childrenOf(folder, kind).keys()]) {
      const ref = { kind, id, ticketId: folder.id };
      const own = folder.childIn.get(rowKey(ref));
      if (own && isStale(own, scope, generation)) evictRow(folder, ref, scope);
    }
  }
}

/** Held by the scope, but not since its latest fill. */
export function isStale(membership: Membership, scope: number, generation: number): boolean {
  return scope in membership && membership[scope] !== generation;
}

/**
 * Whether a scope brought it since its latest fill began. What none did may be of a life of the database that is over
 * (SPEC I1): a row that comes has nothing to learn from it.
 */
function isPresent(membership: Membership, generations: Generations): boolean {
  return Object.entries(membership).some(([scope, held]) => generations.get(Number(scope)) === held);
}

/**
 * A scope was taken away, but others that are held now may have the same rows: those stay on the screen, as members of
 * the scopes that will bring them, until these are filled (SPEC S1). The rest leaves.
 */
export function carryScope(folder: Folder, lost: number, held: ReadonlyMap<string, number>): void {
  const { ticket } = folder;
  if (!ticket) return;
  spread(folder);
  const into = (scopes: readonly string[]): Membership =>
    Object.fromEntries(scopes.flatMap((key) => (held.has(key) ? [[held.get(key), CARRIED]] : [])));
  for (const kind of childKinds) {
    for (const [id, row] of childrenOf(folder, kind)) {
      const key = rowKey({ kind, id, ticketId: folder.id });
      const own = folder.childIn.get(key) ?? {};
      if (lost in own) folder.childIn.set(key, { ...into(scopesOf(kind, row, ticket)), ...own });
    }
  }
  if (lost in folder.in) folder.in = { ...into(scopesOf('ticket', ticket, ticket)), ...folder.in };
  evictScope(folder, lost);
}

/** A ticket that only its requester's scope has any more is shown as that scope shows it. */
export function showAsHeld(folder: Folder, held: ReadonlyMap<string, number>): void {
  const keys = [...held].flatMap(([key, ord]) => (ord in folder.in ? [key as ScopeKey] : []));
  const [first] = keys;
  if (folder.ticket && first && !keys.some(isStaffScope)) folder.ticket = projectTicket(folder.ticket, first);
}

/** Older than every fill's own generation: what the fill does not bring leaves at its end. */
export const CARRIED = 0;

/** Writes down every child's membership of its own, before the ticket's changes and could no longer stand for it. */
function spread(folder: Folder): void {
  for (const kind of childKinds) {
    for (const id of childrenOf(folder, kind).keys()) {
      const key = rowKey({ kind, id, ticketId: folder.id });
      if (!folder.childIn.has(key)) folder.childIn.set(key, { ...folder.in });
    }
  }
}

/** Memberships that are simply the ticket's own need no record. */
export function exceptions(folder: Folder): Record<string, Membership> | undefined {
  const different = [...folder.childIn].filter(([, membership]) => !sameMembership(membership, folder.in));
  return different.length ? Object.fromEntries(different) : undefined;
}

function sameMembership(a: Membership, b: Membership): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[Number(key)] === b[Number(key)]);
}

function without(membership: Membership, scope: number): Membership {
  const left = { ...membership };
  delete left[scope];
  return left;
}

const isEmpty = (membership: Membership): boolean => Object.keys(membership).length === 0;

/** Messages or entries as a thread shows them, oldest first; sorts the list it is given. */
export function inTime<T extends { createdAt: number; id: string }>(rows: T[]): T[] {
  return rows.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}
