import { limits } from '../../shared/model/limits.ts';

/** Most that waits at once: it shares its room with the words of people, and any page may send such a form. */
export const SHARED_ROOM = {
  files: limits.filesAtOnce,
  bytes: 100 * 1024 * 1024,
  words: limits.message,
} as const;

/**
 * Why a shared file was not taken: too many wait, it is larger than all that may wait, together they are, or this device is
 * full.
 */
export type WhyLeftOut = 'too-many' | 'too-large' | 'too-much' | 'disk-full';

/** How many were left out, by why. */
export type LeftOutOfShare = Partial<Record<WhyLeftOut, number>>;

interface Sized {
  size: number;
}

/** Which of the files that are shared may wait beside those that do: one that is too large keeps no later one out. */
export function roomFor<T extends Sized>(
  waiting: readonly Sized[],
  given: readonly T[],
): { taken: T[]; left: WhyLeftOut[] } {
  const taken: T[] = [];
  const left: WhyLeftOut[] = [];
  let room = SHARED_ROOM.bytes - waiting.reduce((sum, { size }) => sum + size, 0);
  for (const file of given) {
    const why = whyNot(file.size, room, waiting.length + taken.length);
    if (why) left.push(why);
    else {
      taken.push(file);
      room -= file.size;
    }
  }
  return { taken, left };
}

function whyNot(size: number, room: number, count: number): WhyLeftOut | undefined {
  if (size > SHARED_ROOM.bytes) return 'too-large';
  if (count >= SHARED_ROOM.files) return 'too-many';
  return size > room ? 'too-much' : undefined;
}

/** These too, beside those that were left out before. */
export function countLeftOut(before: LeftOutOfShare, left: readonly WhyLeftOut[]): LeftOutOfShare {
  const counts: LeftOutOfShare = { ...before };
  for (const why of left) counts[why] = (counts[why] ?? 0) + 1;
  return counts;
}
