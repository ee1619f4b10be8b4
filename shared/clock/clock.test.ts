import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimedStamp, claimedTime, skewOf, SKEW_TOLERANCE_MS } from './claimed.ts';
import { compareDots, sameDot } from './dot.ts';
import { stampAt, tick, timeOf } from './stamp.ts';

const now = 1_700_000_000_000;
const time = fc.integer({ min: 0, max: 7_258_118_400_000 });

describe('stamps', () => {
  test('a stamp lies in its millisecond, and stays a safe integer until 2200', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 1023 }), (at, slot) => {
        expect(timeOf(stampAt(at) + slot)).toBe(at);
        expect(Number.isSafeInteger(stampAt(at) + slot)).toBe(true);
      }),
    );
  });

  test('a clock never gives the same stamp twice, and never goes back, whatever the time does', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 2 }), (times) => {
        let last = 0;
        for (const at of times) {
          const next = tick(last, at);
          expect(next).toBeGreaterThan(last);
          expect(next).toBeGreaterThanOrEqual(stampAt(at));
          last = next;
        }
      }),
    );
  });

  test('dots', () => {
    expect([sameDot([1, 2], [1, 2]), sameDot([1, 2], [1, 3]), sameDot(null, null), sameDot(undefined, [1, 2])]).toEqual([
      true, false, false, false,
    ]); // prettier-ignore
    expect([
      compareDots([1, 9], [2, 1]) < 0,
      compareDots([2, 2], [2, 1]) > 0,
      compareDots([1, 1], [1, 1]),
    ]).toEqual([true, true, 0]);
  });
});

describe('skew', () => {
  test.each([
    [0, 0],
    [SKEW_TOLERANCE_MS, 0],
    [-SKEW_TOLERANCE_MS, 0],
    [SKEW_TOLERANCE_MS + 1, SKEW_TOLERANCE_MS + 1],
    [-SKEW_TOLERANCE_MS - 1, -SKEW_TOLERANCE_MS - 1],
  ])('a device %i ms behind has a skew of %i', (behind, skew) => {
    expect(skewOf(now - behind, now)).toBe(skew);
  });
});

describe('claimed time (M2)', () => {
  test('lies between the last contact and now, give or take the tolerance; marked where it was moved', () => {
    const far = fc.integer({ min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(far, far, fc.integer({ min: 0, max: 1e10 }), (off, skew, since) => {
        const { atMs, clamped } = claimedTime(now + off, skew, now - since, now);
        expect(atMs).toBeGreaterThanOrEqual(now - since - SKEW_TOLERANCE_MS);
        expect(atMs).toBeLessThanOrEqual(now + SKEW_TOLERANCE_MS);
        expect(clamped).toBe(atMs !== now + off + skew);
      }),
    );
  });

  test.each([
    ['right', 0, 0, 0, false],
    ['an hour ago, as was said', -3_600_000, 0, -3_600_000, false],
    ['before the last contact', -90_000_000, 0, -86_400_000, true],
    ['a clock in 2099, corrected', 2e12, -2e12, 0, false],
    ['a clock in 1999, corrected', -8e11, 8e11, 0, false],
    ['after now', 10_000, 0, 0, true],
  ])('%s', (_name, claimed, skew, at, clamped) => {
    expect(claimedTime(now + claimed, skew, now - 86_400_000, now)).toEqual({ atMs: now + at, clamped });
  });
});

describe('claimed stamp (M2)', () => {
  test('is never ahead of the clock here by more than the tolerance, and not at all for a clock that is wrong', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1e12, max: 1e12 }), fc.boolean(), (off, skew, right) => {
        const skewMs = right ? 0 : skew || 5_000;
        const claimed = claimedTime(now + off, skewMs, now - 1e9, now);
        const stamp = claimedStamp(stampAt(now + off), claimed, skewMs, now);
        expect(stamp).toBeLessThanOrEqual(stampAt(now + (right ? SKEW_TOLERANCE_MS : 0)));
      }),
    );
  });

  test('a right clock keeps its own stamp, to the last slot', () => {
    const claimed = claimedTime(now - 50, 0, now - 1000, now);
    expect(claimedStamp(stampAt(now - 50) + 7, claimed, 0, now)).toBe(stampAt(now - 50) + 7);
  });

  test('a stamp far below is taken as it is: it loses', () => {
    expect(claimedStamp(-5, { atMs: now, clamped: false }, 0, now)).toBe(-5);
  });
});
