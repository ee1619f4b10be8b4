/** Sooner than this after it was done, in milliseconds, nobody in the office has looked in between. */
export const LATE_MS = 60_000;

/**
 * When the office got it, for what came later than it was done: a reply that was written on Monday and came on Wednesday
 * stands in Monday's place, and was not there on Tuesday. Null where that says nothing (SPEC M7).
 *
 * @param doneAt when it was done, in server time
 */
export function arrival(doneAt: number, receivedAt: number): number | null {
  return receivedAt - doneAt > LATE_MS ? receivedAt : null;
}
