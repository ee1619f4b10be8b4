import type { Versioned } from './versioned.ts';

/** How a person has settled a conflict of theirs. */
export const resolutions = ['keep', 'restore', 'merge'] as const;
export type Resolution = (typeof resolutions)[number];

/**
 * A value that was overwritten, or did not come to stand, without its author having seen the other (SPEC M3, M4). It
 * belongs to the person who lost, `lostBy`, and to nobody else. Its own dot is that of the mutation that raised it.
 * Values are a register's columns by name; r, n, s of each side are the mark under which it was written.
 */
export interface Conflict extends Versioned {
  id: string;
  ticketId: string;
  /** The kind of the row as its wire code (model/rows.ts), its id, and which of its registers. */
  kind: number;
  rowId: string;
  register: string;
  lostValue: Readonly<Record<string, unknown>>;
  lostBy: string | null;
  lostR: number;
  lostN: number;
  lostS: number;
  /** What stood in its place. Null, with `keptR` 0, where the reader may not see it any more: gone. */
  keptValue: Readonly<Record<string, unknown>> | null;
  /** Null where no person wrote it, or where it is gone. */
  keptBy: string | null;
  keptR: number;
  keptN: number;
  keptS: number;
  /** Whether a rule of the tenant has settled it (first write wins): told, and nothing asked. */
  ruled: boolean;
  resolution: Resolution | null;
  resolvedAt: number | null;
  /** Whether it was settled so long ago that it has left its person's devices (SPEC S8). */
  aged: boolean;
}

export const conflictColumns = [
  'id', 'ticketId', 'kind', 'rowId', 'register', 'lostValue', 'lostBy', 'lostR', 'lostN', 'lostS', 'keptValue',
  'keptBy', 'keptR', 'keptN', 'keptS', 'ruled', 'resolution', 'resolvedAt', 'aged', 'r', 'n', 's',
] as const satisfies readonly (keyof Conflict)[]; // prettier-ignore

/** Whether the reader may not see what stands: no value has dot (0, 0). */
export function isGone(conflict: Pick<Conflict, 'keptR'>): boolean {
  return conflict.keptR === 0;
}

/** The conflict for somebody who may not see the row it is about any more: their own words, nothing of the server's. */
export function withoutKept(conflict: Conflict): Conflict {
  return { ...conflict, keptValue: null, keptBy: null, keptR: 0, keptN: 0, keptS: 0 };
}
