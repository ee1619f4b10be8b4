import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTimeZone, offsetAt, offsetSpanAt } from './time-zone.ts';

const [SECOND_MS, DAY_MS] = [1000, 86_400_000];

test('zones are known by name', () => {
  expect(isTimeZone('America/New_York')).toBe(true);
  expect(isTimeZone('Mars/Olympus')).toBe(false);
  expect(() => offsetSpanAt(0, 'Mars/Olympus')).toThrow(RangeError);
});

test.each([
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 60, 120],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', 120, 60],
  ['America/New_York', '2026-03-08T07:00:00Z', -300, -240],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 630, 660],
  ['America/St_Johns', '2010-11-07T02:31:00Z', -150, -210],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', -600, 840],
  // Two changes within a week, the shortest there was since 1970.
  ['America/Recife', '2000-10-08T03:00:00Z', -180, -120],
  ['America/Recife', '2000-10-15T02:00:00Z', -120, -180],
  // West of Greenwich by less than an hour, and by seconds.
  ['Africa/Monrovia', '1972-01-07T00:44:30Z', -44.5, 0],
])('%s at %s: the clocks are changed in that second', (timeZone, text, before, after) => {
  const ms = Date.parse(text);
  const [left, right] = [offsetSpanAt(ms - 1, timeZone), offsetSpanAt(ms, timeZone)];
  expect([left.offsetMs / 60_000, left.toMs]).toEqual([before, ms]);
  expect([right.offsetMs / 60_000, right.fromMs]).toEqual([after, ms]);
});

test('within a span the clocks run evenly, and the next begins where it ends', () => {
  const zones = [
    'Europe/Berlin',
    'Africa/Casablanca',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  ];
  const moment = fc.integer({ min: Date.parse('1975-01-01'), max: Date.parse('2080-01-01') });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      moment,
      fc.float({ min: 0, max: 1, noNaN: true }),
      (zone, ms, share) => {
        const span = offsetSpanAt(ms, zone);
        expect(span.fromMs <= ms && ms < span.toMs).toBe(true);
        const inside =
          span.fromMs + Math.floor(((span.toMs - 1 - span.fromMs) * share) / SECOND_MS) * SECOND_MS;
        for (const at of [span.fromMs, inside, span.toMs - SECOND_MS]) {
          expect(offsetAt(at, zone)).toBe(span.offsetMs);
        }
        expect(offsetSpanAt(span.toMs, zone).fromMs <= span.toMs).toBe(true);
        expect(offsetSpanAt(span.toMs, zone).offsetMs).toBe(offsetAt(span.toMs, zone));
      },
    ),
    { numRuns: 200 },
  );
});

test('long ago and far ahead the clocks run on as they do at the ends', () => {
  const [ago, ahead] = [Date.parse('1200-01-01'), Date.parse('2900-07-01')];
  expect(offsetSpanAt(ago, 'Europe/Berlin').fromMs).toBe(Number.NEGATIVE_INFINITY);
  expect(offsetSpanAt(ahead, 'Europe/Berlin').toMs).toBe(Number.POSITIVE_INFINITY);
  const end = offsetSpanAt(ago, 'Europe/Berlin').toMs;
  expect(offsetSpanAt(end, 'Europe/Berlin').fromMs).toBe(end);
  expect(offsetSpanAt(end + 400 * DAY_MS, 'Europe/Berlin').offsetMs).toBe(offsetAt(end, 'Europe/Berlin'));
});
