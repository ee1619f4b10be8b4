import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowSum } from './row-sum.ts';
import type { Mark } from './versioned.ts';

const small = fc.integer({ min: 1, max: 3 });
const mark = fc.tuple(small, small, fc.constant(0)) as fc.Arbitrary<Mark>;
const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const id = fc.constantFrom(...ids);
const row = fc.record({
  kind: fc.constantFrom('ticket' as const, 'message' as const, 'ticketTag' as const, 'person' as const),
  id,
  ticketId: id,
  r: small,
  n: small,
  over: fc.option(fc.dictionary(fc.constantFrom('title', 'status'), mark, { maxKeys: 2 }), { nil: null }),
});
type Row = (typeof row extends fc.Arbitrary<infer T> ? T : never) & object;

const keyOf = ({ kind, id, ticketId }: Row): string =>
  kind === 'message' || kind === 'ticketTag' ? `${kind}/${ticketId}/${id}` : `${kind}/${id}`;
const rows = fc.uniqueArray(row, { selector: keyOf, maxLength: 8 });

function sumOf(list: readonly Row[]): string {
  const sum = new RowSum();
  for (const { kind, id, ticketId, r, n, over } of list) {
    const child = kind === 'message' || kind === 'ticketTag';
    sum.add(kind, { id, r, n, s: 0, over: kind === 'ticket' ? over : null }, child ? ticketId : undefined);
  }
  return sum.text;
}

/** What the sum is about, without any hashing. */
const contentOf = (list: readonly Row[]): string[] =>
  list
    .map((one) => {
      const over =
        one.kind === 'ticket' ? Object.entries(one.over ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
      return JSON.stringify([keyOf(one), one.r, one.n, over]);
    })
    .sort();

test('equal sums ⇔ equal rows under equal dots, in whatever order (C1)', () => {
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const same = JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b));
      expect(sumOf(a) === sumOf(b)).toBe(same);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(rows, fc.nat(), (list, turn) => {
      const at = list.length ? turn % list.length : 0;
      expect(sumOf([...list.slice(at), ...list.slice(0, at)])).toBe(sumOf(list));
    }),
  );
});

test('one mark changed anywhere changes the sum', () => {
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: keyOf, minLength: 1 }), fc.nat(), (list, at) => {
      const changed = list.map((one, i) => (i === at % list.length ? { ...one, n: one.n + 1 } : one));
      expect(sumOf(changed)).not.toBe(sumOf(list));
      expect(sumOf(list.slice(1))).not.toBe(sumOf(list));
    }),
  );
});
