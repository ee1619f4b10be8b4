import { compareDots, sameDot, type Dot } from '../clock/dot.ts';
import type { Mark } from '../model/versioned.ts';

/** A register's value with the mark it was written under. */
export interface Cell<T = unknown> {
  value: T;
  mark: Mark;
}

/** True when a write marked `a` stands over one marked `b`: by effective stamp, ties by dot (SPEC M1). */
export function wins(a: Mark, b: Mark): boolean {
  if (a[2] !== b[2]) return a[2] > b[2];
  return compareDots([a[0], a[1]], [b[0], b[1]]) > 0;
}

/** The value that stands of two. Commutative, associative and idempotent: any order of arrival settles alike. */
export function merge<T>(a: Cell<T>, b: Cell<T>): Cell<T> {
  return wins(b.mark, a.mark) ? b : a;
}

/** An identity this replica descends from: its dots up to `upTo` are this replica's own (SPEC O4). */
export type Ancestor = readonly [replica: number, upTo: number];

/**
 * Whether a writer had the standing value before its eyes (SPEC M3): it named that value's dot, or the value is its
 * own, or of an identity it descends from.
 */
export function hadSeen(
  standing: Dot,
  base: Dot | null | undefined,
  writer: number,
  ancestors: readonly Ancestor[],
): boolean {
  if (sameDot(standing, base) || standing[0] === writer) return true;
  return ancestors.some(([replica, upTo]) => replica === standing[0] && standing[1] <= upTo);
}
