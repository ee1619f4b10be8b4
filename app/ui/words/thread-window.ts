/** How much of a long conversation stands in the page when it is opened. */
export const firstShown = 100;
/** How much comes at once when one goes back. */
export const earlierShown = 200;

/** The item from which a conversation is shown at first; null where all of it is. `ids`: oldest first. */
export function firstFrom(ids: readonly string[]): string | null {
  return ids.length <= firstShown ? null : (ids.at(-firstShown) ?? null);
}

/**
 * Where what is shown begins. It stays at its item whatever arrives before or after; where that item has gone (a change
 * was refused), as if just opened.
 */
export function startOf(ids: readonly string[], from: string | null): number {
  if (from === null) return 0;
  const at = ids.indexOf(from);
  return at >= 0 ? at : Math.max(0, ids.length - firstShown);
}

/** The item from which it is shown after going back by one step; null where that is the beginning. */
export function earlierFrom(ids: readonly string[], start: number): string | null {
  return start <= earlierShown ? null : (ids[start - earlierShown] ?? null);
}
