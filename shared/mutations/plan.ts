import type { ChildKind, DirectoryKind, RowKind, RowRef, RowTypes } from '../model/rows.ts';
import type { Versioned } from '../model/versioned.ts';
import type { Refusal } from '../rules/refusal.ts';
import type { Grants } from '../rules/scopes.ts';

/** Who acts. The server takes it from the token and its own rows, never from a body. */
export type Actor = Grants;

/** What a plan may look at. A row that is not there, or that the actor may not see, is undefined. */
export interface Rows {
  get<K extends RowKind>(ref: RowRef<K>): RowTypes[K] | undefined;
  /** Every row of a kind under a ticket. Only what a mutation names in its `lists` is complete. */
  list<K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][];
  /** Set on a device, which holds a part of what there is: a row that is missing here may be there. */
  readonly partial?: boolean;
  /** Every row of one of the tenant's lists. Only what a mutation names in its `whole` is complete. */
  all<K extends DirectoryKind>(kind: K): RowTypes[K][];
}

/** The columns of a row without its marks: the merge gives those. */
export type Content<K extends RowKind> = Omit<RowTypes[K], keyof Versioned>;

/** A row that comes to be. */
export interface Insert<K extends RowKind = RowKind> {
  op: 'insert';
  ref: RowRef<K>;
  row: Content<K>;
}

/** One register of a row, written whole. */
export interface Set<K extends RowKind = RowKind> {
  op: 'set';
  ref: RowRef<K>;
  register: string;
  columns: Partial<Content<K>>;
}

export type Write = { [K in RowKind]: Insert<K> | Set<K> }[RowKind];

export type Plan = { writes: Write[]; refusal?: never } | { refusal: Refusal; writes?: never };

export interface PlanInput<Args> {
  rows: Rows;
  args: Args;
  actor: Actor;
  /** When the work was done, in server time. */
  atMs: number;
  /** The mutation's identity; an event it writes has the same. */
  uid: string;
}

export function insert<K extends RowKind>(ref: RowRef<K>, row: Content<K>): Write {
  return { op: 'insert', ref, row } as Insert<K> as unknown as Write;
}

export function set<K extends RowKind>(
  ref: RowRef<K>,
  register: string,
  columns: Partial<Content<K>>,
): Write {
  return { op: 'set', ref, register, columns } as Set<K> as unknown as Write;
}

export function refuse(reason: Refusal): Plan {
  return { refusal: reason };
}
