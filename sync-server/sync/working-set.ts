import {
  rowKey,
  type ChildKind,
  type DirectoryKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../shared/model/rows.ts';
import type { Rows } from '../../shared/mutations/plan.ts';
import type { FoundRow } from '../db/sync/read-rows.ts';

type AnyRow = RowTypes[RowKind];

/** The rows a push works on: as they were read under lock, and as its mutations leave them one after another. */
export class WorkingSet implements Rows {
  #before: ReadonlyMap<string, FoundRow>;
  #now: Map<string, FoundRow>;
  #written = new Map<string, FoundRow>();
  /** Keys of the rows of a kind under a ticket. */
  #under = new Map<string, Set<string>>();

  constructor(read: ReadonlyMap<string, FoundRow>) {
    this.#before = read;
    this.#now = new Map(read);
    for (const { ref } of read.values()) this.#place(ref);
  }

  #place(ref: RowRef): void {
    if (ref.ticketId === undefined) return;
    const list = `${ref.kind}/${ref.ticketId}`;
    const keys = this.#under.get(list) ?? new Set();
    this.#under.set(list, keys.add(rowKey(ref)));
  }

  get<K extends RowKind>(ref: RowRef<K>): RowTypes[K] | undefined {
    return this.#now.get(rowKey(ref))?.row as RowTypes[K] | undefined;
  }

  list<K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][] {
    const keys = this.#under.get(`${kind}/${ticketId}`) ?? [];
    return [...keys].flatMap((key) => (this.#now.get(key)?.row as RowTypes[K] | undefined) ?? []);
  }

  all<K extends DirectoryKind>(kind: K): RowTypes[K][] {
    return [...this.#now.values()].flatMap(({ ref, row }) => (ref.kind === kind ? [row as RowTypes[K]] : []));
  }

  /** The row as it was before this push. */
  before(ref: RowRef): AnyRow | undefined {
    return this.#before.get(rowKey(ref))?.row;
  }

  put(ref: RowRef, row: AnyRow): void {
    const entry = { ref, row };
    this.#now.set(rowKey(ref), entry);
    this.#place(ref);
    this.#written.set(rowKey(ref), entry);
  }

  /** Every row that was put, as it is now. */
  written(): FoundRow[] {
    return [...this.#written.values()];
  }
}
