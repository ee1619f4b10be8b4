import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { behind, isBelowHorizon, type Ground, type Place } from './places.ts';

const ground = (over: Partial<Ground['heads']> = {}, folded: Ground['folded'] = []): Ground => ({
  heads: { incarnation: '', digest: '', epoch: 2, floor: 0, heads: { 1: 5, 2: 7 }, ...over },
  folded,
});
const place = (vector: Place['vector'], epoch = 2): Place => ({ vector, epoch });
/** Replica 3 wrote nine mutations and folded under epoch 2. */
const withThree = ground({}, [{ ord: 3, n: 9, epoch: 2 }]);

describe('behind (S4, E1)', () => {
  test.each<[string, Place, [number, number, number][]]>([
    ['at the heads', place({ 1: 5, 2: 7 }), []],
    ['one it never heard of', place({ 1: 5 }), [[2, 0, 7]]],
    ['a folded one, in its epoch: covered though not named', place({ 1: 5, 2: 7 }, 2), []],
    ['a folded one, before its epoch: to its last counter', place({ 1: 5, 2: 7, 3: 4 }, 1), [[3, 4, 9]]],
    ['a folded one never heard of', place({ 1: 5, 2: 7 }, 1), [[3, 0, 9]]],
    ['a folded one seen to its end', place({ 1: 5, 2: 7, 3: 9 }, 1), []],
    ['an own folded one it goes on naming', place({ 1: 5, 2: 7, 3: 9 }, 2), []],
  ])('%s', (_name, at, expected) => {
    const ahead = behind(4, at, withThree).map(({ r, seen, head }) => [r, seen, head]);
    expect(ahead).toEqual(expected);
  });

  test('nothing of a folded replica is skipped, and nothing is sent twice, wherever it folded', () => {
    const counters = fc.record({
      seen: fc.nat(9),
      n: fc.nat(9),
      folded: fc.integer({ min: 1, max: 3 }),
      at: fc.nat(3),
    });
    fc.assert(
      fc.property(counters, ({ seen, n, folded, at }) => {
        const here = ground({ epoch: 3 }, [{ ord: 3, n, epoch: folded }]);
        const [ahead] = behind(1, place({ 1: 5, 2: 7, 3: seen }, at), here);
        expect(ahead).toEqual(at < folded && seen < n ? { scope: 1, r: 3, seen, head: n } : undefined);
      }),
    );
  });
});

describe('below the horizon (S6, E1)', () => {
  test.each<[string, Place, { r: number; n: number }[], boolean]>([
    ['nothing was pruned', place({}), [], false],
    ['what was pruned has been seen', place({ 1: 3 }), [{ r: 1, n: 3 }], false],
    ['it has not', place({ 1: 2 }), [{ r: 1, n: 3 }], true],
    ['of a folded one, in its epoch', place({}, 2), [{ r: 3, n: 3 }], false],
    ['of a folded one, before its epoch, seen', place({ 3: 3 }, 1), [{ r: 3, n: 3 }], false],
    ['of a folded one, before its epoch, not seen', place({ 3: 2 }, 1), [{ r: 3, n: 3 }], true],
  ])('%s', (_name, at, pruned, expected) => {
    expect(isBelowHorizon(at, pruned, withThree)).toBe(expected);
  });

  test('an epoch below the floor, whatever was seen', () => {
    const here = ground({ floor: 2 });
    expect(isBelowHorizon(place({ 1: 5, 2: 7 }, 1), [], here)).toBe(true);
    expect(isBelowHorizon(place({ 1: 5, 2: 7 }, 2), [], here)).toBe(false);
  });
});
