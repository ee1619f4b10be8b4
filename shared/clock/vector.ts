import type { Dot } from './dot.ts';

/** For each replica the highest counter seen, with no gap below it. A replica that is absent counts as 0. */
export type Vector = Readonly<Record<number, number>>;

/** How a vector travels: ordinal, counter, ordinal, counter … in rising ordinals. */
export type PackedVector = number[];

export function counterOf(vector: Vector, replica: number): number {
  return vector[replica] ?? 0;
}

export function covers(vector: Vector, dot: Dot): boolean {
  return counterOf(vector, dot[0]) >= dot[1];
}

/** True when `a` has seen everything `b` has. */
export function dominates(a: Vector, b: Vector): boolean {
  return Object.entries(b).every(([replica, counter]) => counterOf(a, Number(replica)) >= counter);
}

/** The least vector that has seen what either has. */
export function join(a: Vector, b: Vector): Vector {
  const joined: Record<number, number> = { ...a };
  for (const [replica, counter] of Object.entries(b)) {
    if (counter > (joined[Number(replica)] ?? 0)) joined[Number(replica)] = counter;
  }
  return joined;
}

/** The vector without these replicas. */
export function without(vector: Vector, replicas: readonly number[]): Vector {
  const left: Record<number, number> = { ...vector };
  for (const replica of replicas) delete left[replica];
  return left;
}

export function sameVector(a: Vector, b: Vector): boolean {
  return dominates(a, b) && dominates(b, a);
}

export function pack(vector: Vector): PackedVector {
  const packed: PackedVector = [];
  for (const [replica, counter] of Object.entries(vector))
    if (counter > 0) packed.push(Number(replica), counter);
  return packed;
}

export function unpack(packed: PackedVector): Vector {
  const vector: Record<number, number> = {};
  for (let i = 0; i + 1 < packed.length; i += 2) vector[packed[i] as number] = packed[i + 1] as number;
  return vector;
}
