import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, fingerprint, sameJson } from './fingerprint.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, shuffled(item)])); // prettier-ignore
};
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));

describe('canonical', () => {
  test('the order of keys does not matter', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonical(shuffled(value))).toBe(canonical(value));
      }),
    );
  });

  test('it is JSON of the same content', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each<[string, unknown, unknown]>([
    ['an absent value is no value', { a: 1, b: undefined }, { a: 1 }],
    ['nested too', { a: { b: undefined } }, { a: {} }],
    ['in a list it is null, as JSON has it', [undefined], [null]],
    ['alone it is null', undefined, null],
    ['-0 is 0', -0, 0],
  ])('%s', (_name, a, b) => {
    expect([canonical(a), sameJson(a, b), fingerprint(a)]).toEqual([canonical(b), true, fingerprint(b)]);
  });

  test.each<[unknown, unknown]>([
    [{ a: null }, {}],
    [
      [1, 2],
      [2, 1],
    ],
    ['1', 1],
    [{ a: [1] }, { a: { 0: 1 } }],
    [[], {}],
    ['', null],
    [false, null],
    [{ ab: 1 }, { a: 'b:1' }],
  ])('%j is not %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
    expect(fingerprint(a)).not.toBe(fingerprint(b));
  });
});

test('a fingerprint is short, and different for a hundred thousand different values', () => {
  const seen = new Set(Array.from({ length: 100_000 }, (_, i) => fingerprint({ value: i })));
  expect(seen.size).toBe(100_000);
  for (const text of seen) if (text.length > 16) throw new Error('the envelope takes 16 characters');
});
