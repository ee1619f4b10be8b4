import type { Dot } from '../clock/dot.ts';
import type { Stamp } from '../clock/stamp.ts';

/** A dot with its effective stamp, as rows carry it. */
export type Mark = readonly [r: number, n: number, s: number];

/** What every synced row carries: the mark of its creation, and marks of the registers written since. */
export interface Versioned {
  r: number;
  n: number;
  s: Stamp;
  /** Registers written after creation. Absent where nothing was. */
  over?: Record<string, Mark> | null;
}

export function markOf(row: Versioned, register: string): Mark {
  return row.over?.[register] ?? [row.r, row.n, row.s];
}

export function dotOf(row: Versioned, register: string): Dot {
  const [r, n] = markOf(row, register);
  return [r, n];
}

/** The highest stamp anywhere in the row: what a device takes into its clock. */
export function latestStamp(row: Versioned): Stamp {
  let latest = row.s;
  for (const mark of Object.values(row.over ?? {})) latest = Math.max(latest, mark[2]);
  return latest;
}
