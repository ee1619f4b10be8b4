import { Hash64 } from '../lib/hash64.ts';

/**
 * The identity of what a mutation writes into the timeline: its own for the first entry, and for each further one an
 * identity that follows from it, the same on both sides.
 */
export function eventId(uid: string, nth = 0): string {
  return nth === 0 ? uid : idFrom([uid], nth);
}

/** An identity that follows from others, the same wherever it is made. `seed`: another one for another purpose. */
export function idFrom(ids: readonly string[], seed = 0): string {
  const half = (which: number): string => {
    const hash = new Hash64(2 * seed + which);
    for (const id of ids) hash.uuid(id);
    return [hash.hi, hash.lo].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  };
  const hex = half(1) + half(2);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
