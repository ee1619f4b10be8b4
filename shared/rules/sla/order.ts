import { isBefore, type Place } from './targets.ts';

/** The bounds of `order` in a policy's schema, and how far apart new places are where nothing hinders. */
const [LEAST, MOST, STEP] = [0, 10_000, 10];

/** Policies as they are asked: the first that fits a ticket holds. */
export function inOrder<P extends Place>(policies: Iterable<P>): P[] {
  return [...policies].sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** The place of a policy that is to be asked after all these. */
export function lastOrder(policies: Iterable<Place>): number {
  const last = inOrder(policies).at(-1);
  return last ? Math.min(MOST, last.order + STEP) : STEP;
}

/** A list with one of its entries somewhere else. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  return list.toSpliced(from, 1).toSpliced(to, 0, ...list.slice(from, from + 1));
}

/**
 * The places that have to change so that policies are asked in this sequence: as few as possible, each of which is a
 * write. What changes gets a whole number of its own; what stays may share one with its neighbour, by identity.
 *
 * @param moving which one the person moves: where one write is as good as another, this one is written, and nobody's
 *   work on the others is touched
 */
export function placesFor(sequence: readonly Place[], moving: string): Place[] {
  const stays = mostThatStay(sequence, moving);
  const changed: Place[] = [];
  let before = -1;
  for (const at of [...stays, sequence.length]) {
    const count = at - before - 1;
    const [last, next] = [sequence[before]?.order, sequence[at]?.order];
    // At the ends there is room for usual steps, as far as the bounds allow.
    const room = STEP * (count + 1);
    const low = last ?? (next === undefined ? LEAST : Math.max(LEAST - 1, next - room));
    const high = next ?? Math.min(MOST + 1, low + room);
    for (let k = 1; k <= count; k += 1) {
      const { id } = sequence[before + k] as Place;
      changed.push({ id, order: low + Math.floor(((high - low) * k) / (count + 1)) });
    }
    before = at;
  }
  return changed;
}

/** Indices, ascending, of as many as possible between which, before and after which the others have room. */
function mostThatStay(sequence: readonly Place[], moving: string): number[] {
  const count = sequence.length;
  /** By index: what staying up to and with this one is worth at best, and which stays before it; 0 where it cannot. */
  const best: { worth: number; previous: number }[] = [];
  let end = -1;
  for (const [i, place] of sequence.entries()) {
    const ownWorth = place.id === moving ? 1 : 2;
    const own = { worth: place.order >= LEAST + i ? ownWorth : 0, previous: -1 };
    for (const [j, { worth }] of best.entries()) {
      if (worth === 0 || worth + ownWorth <= own.worth) continue;
      if (fit(sequence[j] as Place, place, i - j - 1)) [own.worth, own.previous] = [worth + ownWorth, j];
    }
    best.push(own);
    if (own.worth > (best[end]?.worth ?? 0) && MOST - place.order >= count - 1 - i) end = i;
  }
  const stays: number[] = [];
  for (let i = end; i >= 0; i = best[i]?.previous ?? -1) stays.unshift(i);
  return stays;
}

/** Whether two can stay with so many others between them. */
const fit = (a: Place, b: Place, between: number): boolean =>
  between === 0 ? isBefore(a, b) : b.order - a.order > between;
