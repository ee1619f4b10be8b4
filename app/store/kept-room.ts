/** Copies of what the office has take no more than this of the device, besides those whose ticket's files are kept here. */
export const COPY_BYTES_MAX = 200_000_000;
/** What a person keeps here for when there is no network takes no more than this. */
export const KEPT_BYTES_MAX = 1_000_000_000;

interface Sized {
  bytes: number;
}
interface Copy extends Sized {
  usedAt: number;
  keep?: true;
}

/** How many bytes files are together, as their records and rows say. */
export const sumOfBytes = (some: readonly Sized[]): number =>
  some.reduce((bytes, one) => bytes + one.bytes, 0);

/**
 * Of copies, which go so that the rest take no more than `bytesMax`: those not looked at for longest. What is kept counts
 * apart and stays, unless `keptToo`. Own files that the office does not have are no copies, and never asked about.
 */
export function toLetGo<T extends Copy>(copies: readonly T[], bytesMax: number, keptToo = false): T[] {
  let left = 0;
  return copies
    .filter(({ keep }) => keptToo || !keep)
    .toSorted((a, b) => b.usedAt - a.usedAt)
    .filter(({ bytes }) => {
      left += bytes;
      return left > bytesMax;
    });
}

/** Whether one more is kept beside what is. */
export const isRoomFor = (one: Sized, kept: readonly Sized[], bytesMax = KEPT_BYTES_MAX): boolean =>
  sumOfBytes(kept) + one.bytes <= bytesMax;

/** Of files that are to be kept and are not, in their order, those there is room for beside what is kept. */
export function thatFit<T extends Sized>(
  missing: readonly T[],
  kept: readonly Sized[],
  bytesMax = KEPT_BYTES_MAX,
): T[] {
  const taken = [...kept];
  return missing.filter((one) => isRoomFor(one, taken, bytesMax) && taken.push(one));
}

/** How much room there is for one more ticket's files beside those that were promised to be here. */
export const roomBeside = (promised: readonly Sized[], bytesMax = KEPT_BYTES_MAX): number =>
  Math.max(0, bytesMax - sumOfBytes(promised));
