import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counterOf, covers, dominates, join, pack, sameVector, unpack, type Vector } from './vector.ts';

const vector = fc.dictionary(
  fc.integer({ min: 1, max: 6 }).map(String),
  fc.integer({ min: 0, max: 5 }),
) as unknown as fc.Arbitrary<Vector>;

describe('join', () => {
  test('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(vector, vector, vector, (a, b, c) => {
        expect(sameVector(join(a, b), join(b, a))).toBe(true);
        expect(sameVector(join(join(a, b), c), join(a, join(b, c)))).toBe(true);
        expect(sameVector(join(a, a), a)).toBe(true);
      }),
    );
  });

  test('is the least vector that has seen what either has', () => {
    fc.assert(
      fc.property(vector, vector, vector, (a, b, other) => {
        const both = join(a, b);
        expect(dominates(both, a) && dominates(both, b)).toBe(true);
        expect(dominates(other, both)).toBe(dominates(other, a) && dominates(other, b));
      }),
    );
  });

  test('changes neither of the two', () => {
    const a: Vector = Object.freeze({ 1: 1 });
    const b: Vector = Object.freeze({ 1: 2, 2: 1 });
    expect(join(a, b)).toEqual({ 1: 2, 2: 1 });
    expect([a, b]).toEqual([{ 1: 1 }, { 1: 2, 2: 1 }]);
  });
});

describe('order', () => {
  test('dominates is reflexive, transitive, and both ways only for the same', () => {
    fc.assert(
      fc.property(vector, vector, vector, (a, b, c) => {
        expect(dominates(a, a)).toBe(true);
        expect(dominates(a, c) || !dominates(a, b) || !dominates(b, c)).toBe(true);
        expect(dominates(a, b) && dominates(b, a)).toBe(sameVector(a, b));
      }),
    );
  });

  test('a replica that is absent counts as 0', () => {
    expect([
      counterOf({}, 3),
      dominates({}, { 3: 0 }),
      dominates({}, { 3: 1 }),
      sameVector({}, { 3: 0 }),
    ]).toEqual([0, true, false, true]);
  });

  test('covers a dot and everything below it', () => {
    fc.assert(
      fc.property(vector, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (a, r, n) => {
        expect(covers(a, [r, n])).toBe(counterOf(a, r) >= n);
        expect(covers(a, [r, n - 1]) || !covers(a, [r, n])).toBe(true);
      }),
    );
  });
});

describe('packing', () => {
  test('what was packed is unpacked the same, in rising ordinals', () => {
    fc.assert(
      fc.property(vector, (a) => {
        const packed = pack(a);
        expect(sameVector(unpack(packed), a)).toBe(true);
        const ordinals = packed.filter((_, i) => i % 2 === 0);
        expect(ordinals).toEqual([...ordinals].sort((x, y) => x - y));
        expect(pack(unpack(packed))).toEqual(packed);
      }),
    );
  });

  test('equal vectors pack equally, in whatever order they came to be', () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        expect(pack(join(a, b))).toEqual(pack(join(b, a)));
      }),
    );
  });

  test('half a pair is nothing', () => {
    expect(unpack([1, 2, 3])).toEqual({ 1: 2 });
    expect(unpack([])).toEqual({});
  });
});
