/**
 * Stamps order concurrent writes: a hybrid logical clock packed as `milliseconds × 1024 + counter`, a safe integer
 * until the year 2248. Time is always passed in; nothing here reads a clock.
 */
export type Stamp = number;

const SLOTS = 1024;

/** The first stamp of a millisecond. */
export function stampAt(timeMs: number): Stamp {
  return Math.trunc(timeMs) * SLOTS;
}

/** The millisecond a stamp lies in. */
export function timeOf(stamp: Stamp): number {
  return Math.floor(stamp / SLOTS);
}

/** The next stamp of a clock that last gave or saw `last`. */
export function tick(last: Stamp, nowMs: number): Stamp {
  return Math.max(last + 1, stampAt(nowMs));
}
