import { offsetAt } from './time-zone.ts';

const DAY_MS = 86_400_000;

/**
 * The moment a wall clock in a zone shows this (given as if it were UTC). Where it does so twice (clocks go back), the
 * first; where never (clocks go forward), as much later as the clock was put forward.
 */
export function wallTimeToMs(localMs: number, timeZone: string): number {
  const before = offsetAt(localMs - DAY_MS, timeZone);
  const after = offsetAt(localMs + DAY_MS, timeZone);
  // The offset in force before a change is tried first: where both fit, it gives the earlier moment.
  for (const offset of [before, after]) {
    if (offsetAt(localMs - offset, timeZone) === offset) return localMs - offset;
  }
  return localMs - before;
}
