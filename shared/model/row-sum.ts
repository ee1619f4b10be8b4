import { Hash64 } from '../lib/hash64.ts';
import { kindCodes, type RowKind } from './rows.ts';
import type { Versioned } from './versioned.ts';

/**
 * What rows of a scope amount to, in whatever order they are added: of each its kind, ids and dot, and of a ticket's
 * registers written since, name and dot (SPEC C1). The same rows under the same dots give the same text on both sides; a
 * value that is wrong under a right dot is not seen.
 */
export class RowSum {
  #hash = new Hash64();
  #count = 0;
  #hi = 0;
  #lo = 0;

  /** Adds a row. `ticketId`: of a child, its ticket. Of a name only that it is here counts: it travels with threads. */
  add(kind: RowKind, row: Versioned & { id: string }, ticketId?: string): void {
    const mark = (r: number, n: number): void => this.#take(this.#hash.int4(r).int4(n));
    this.#begin(kind, row.id, ticketId);
    if (kind === 'name') return this.#take(this.#hash);
    mark(row.r, row.n);
    for (const [register, [r, n]] of Object.entries(row.over ?? {})) {
      this.#begin(kind, row.id, ticketId);
      this.#hash.text(register);
      mark(r, n);
    }
  }

  #begin(kind: RowKind, id: string, ticketId: string | undefined): void {
    const hash = this.#hash.begin(kindCodes[kind]);
    if (ticketId !== undefined) hash.uuid(ticketId);
    hash.uuid(id);
  }

  #take({ hi, lo }: Hash64): void {
    this.#count += 1;
    this.#hi ^= hi;
    this.#lo ^= lo;
  }

  /** `count:sixteen hexadecimal digits` */
  get text(): string {
    return `${this.#count}:${hex(this.#hi)}${hex(this.#lo)}`;
  }
}

const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
