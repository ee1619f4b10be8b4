import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder, lastOrder, moved, placesFor } from './order.ts';
import { isBefore, type Place } from './targets.ts';

const list = (...orders: number[]): Place[] => orders.map((order, i) => ({ id: `p${i}`, order }));
/** What the sequence is once the places have been written. */
const after = (sequence: readonly Place[], moving: string): Place[] => {
  const written = new Map(placesFor(sequence, moving).map((place) => [place.id, place]));
  return sequence.map((place) => written.get(place.id) ?? place);
};

test.each<[string, number[], number, number, Place[]]>([
  ['what is in order already', [1, 5, 5, 9], 2, 2, []],
  ['the second before the first', [20, 30], 1, 0, [{ id: 'p1', order: 10 }]],
  ['the same near the lower bound', [10, 20], 1, 0, [{ id: 'p1', order: 4 }]],
  ['the first after the second', [10, 20], 0, 1, [{ id: 'p0', order: 30 }]],
  ['the last between two with room', [10, 20, 30], 2, 1, [{ id: 'p2', order: 15 }]],
  ['the first to the end', [10, 20, 30], 0, 2, [{ id: 'p0', order: 40 }]],
  ['between two without room: another has to go too', [4, 5, 6, 7], 3, 1, [{ id: 'p0', order: 1 }, { id: 'p3', order: 3 }]],
  ['after the upper bound: the other makes room', [9_999, 10_000], 0, 1, [{ id: 'p1', order: 9_989 }]],
  ['beyond both bounds: both', [0, 10_000], 0, 1, [{ id: 'p1', order: 10 }, { id: 'p0', order: 20 }]],
])('the places to write for %s', (_, orders, from, to, places) => {
  const sequence = moved(list(...orders), from, to);
  expect(placesFor(sequence, `p${from}`)).toEqual(places);
  const result = after(sequence, `p${from}`);
  expect(inOrder(result)).toEqual(result);
}); // prettier-ignore

describe('however policies stand and wherever one is moved', () => {
  const orders = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 7 }),
    fc.array(fc.integer({ min: 9_994, max: 10_000 }), { minLength: 1, maxLength: 7 }),
    fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 7 }),
  );
  const sequences = fc.tuple(orders, fc.nat(6), fc.nat(6)).map(([all, from, to]) => {
    const before = inOrder(list(...all));
    const sequence = moved(before, from % all.length, to % all.length);
    return { sequence, moving: before[from % all.length]?.id ?? '' };
  });

  test('the sequence comes out, within the bounds, and nothing is written that stays', () => {
    fc.assert(
      fc.property(sequences, ({ sequence, moving }) => {
        const result = after(sequence, moving);
        expect(result.every(({ order }) => Number.isInteger(order) && order >= 0 && order <= 10_000)).toBe(
          true,
        );
        expect(result.slice(1).every((place, i) => isBefore(result[i] as Place, place))).toBe(true);
        const before = new Map(sequence.map(({ id, order }) => [id, order]));
        for (const { id, order } of placesFor(sequence, moving)) expect(order).not.toBe(before.get(id));
      }),
      { numRuns: 500 },
    );
  });

  test('no fewer writes would do', () => {
    fc.assert(
      fc.property(sequences, ({ sequence, moving }) => {
        expect(placesFor(sequence, moving).length).toBe(fewestWrites(sequence));
      }),
      { numRuns: 300 },
    );
  });
});

/** By trying every choice of what stays, with as many numbers between as there are others. */
function fewestWrites(sequence: readonly Place[]): number {
  const count = sequence.length;
  let fewest = count;
  for (let choice = 0; choice < 2 ** count; choice += 1) {
    let [low, room, changed] = [{ id: '', order: -1 }, true, 0];
    let since = 0;
    for (const [i, place] of sequence.entries()) {
      if (choice & (1 << i)) {
        room &&= since === 0 ? isBefore(low, place) : place.order - low.order > since;
        [low, since] = [place, 0];
      } else {
        since += 1;
        changed += 1;
      }
    }
    room &&= 10_000 - low.order >= since;
    if (room) fewest = Math.min(fewest, changed);
  }
  return fewest;
}

test.each([
  [[], 10],
  [list(0), 10],
  [list(30, 10), 40],
  [list(9_995), 10_000],
])('one more after %j', (policies, order) => {
  expect(lastOrder(policies)).toBe(order);
});
