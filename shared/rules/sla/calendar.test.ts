import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BusinessCalendar } from '../../model/business-calendar.ts';
import { addBusinessMs, businessMsBetween, isEmptyForEver, isOpenAt } from './calendar.ts';
import { at, calendarAndMoment, workdays } from './testing/calendars.ts';
import { dueByWall, isOpenByWall, minutesByWall } from './testing/oracle.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
const ms = (text: string) => Date.parse(text);
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

const nineToFive = workdays('Europe/Berlin', [at('09:00'), at('17:00')]);
const withLunch = workdays('Europe/Berlin', [at('09:00'), at('12:00')], [at('13:00'), at('17:00')]);
const always = (timeZone: string, from = '00:00', to = '24:00'): BusinessCalendar => ({
  name: 'Every day',
  timeZone,
  week: Array.from({ length: 7 }, () => [[at(from), at(to)] as [number, number]]),
  holidays: [],
});
const closedOn = (calendar: BusinessCalendar, day: string, ...windows: [number, number][]) => ({
  ...calendar,
  holidays: [{ day, name: 'Holiday', windows }],
});

describe('against a walk over every minute by the wall clock', () => {
  test('the same time is open', () => {
    fc.assert(
      fc.property(
        calendarAndMoment,
        fc.integer({ min: 0, max: 4 * 1440 }),
        ({ calendar, fromMs }, minutes) => {
          const toMs = fromMs + minutes * MINUTE_MS;
          const walked = minutesByWall(calendar, fromMs, toMs) * MINUTE_MS;
          expect(businessMsBetween(calendar, fromMs, toMs)).toBe(walked);
          expect(isOpenAt(calendar, toMs)).toBe(isOpenByWall(calendar, toMs));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the same moment is due', () => {
    fc.assert(
      fc.property(calendarAndMoment, fc.integer({ min: 1, max: 600 }), ({ calendar, fromMs }, minutes) => {
        const until = fromMs + 5 * DAY_MS;
        const due = addBusinessMs(calendar, fromMs, minutes * MINUTE_MS) ?? Number.POSITIVE_INFINITY;
        const walked = dueByWall((at) => isOpenByWall(calendar, at), fromMs, minutes, until);
        expect(due <= until ? iso(due) : undefined).toBe(iso(walked));
      }),
      { numRuns: 300 },
    );
  });
});

describe('any calendar, any time, to the millisecond', () => {
  const span = fc.integer({ min: 0, max: 900 * DAY_MS });
  /** 1 ms to 10,000 working hours. */
  const targetMs = fc.oneof(
    fc.integer({ min: 1, max: 10 * HOUR_MS }),
    fc.integer({ min: 1, max: 10_000 * HOUR_MS }),
  );

  test('what lies between adds up', () => {
    fc.assert(
      fc.property(calendarAndMoment, span, span, ({ calendar, fromMs }, first, second) => {
        const [b, c] = [fromMs + first, fromMs + first + second];
        const sum = businessMsBetween(calendar, fromMs, b) + businessMsBetween(calendar, b, c);
        expect(businessMsBetween(calendar, fromMs, c)).toBe(sum);
        expect(sum).toBeLessThanOrEqual(c - fromMs);
      }),
    );
  });

  test('what is added lies between, and is due in a window, at the first moment that fits', () => {
    fc.assert(
      fc.property(calendarAndMoment, span, targetMs, ({ calendar, fromMs }, later, target) => {
        const from = fromMs + later;
        const due = addBusinessMs(calendar, from, target);
        // Little time a week, and much to come.
        const isBeyond = businessMsBetween(calendar, from, ms('2200-01-01')) < target;
        expect(due === undefined).toBe(isBeyond);
        fc.pre(due !== undefined);
        expect(businessMsBetween(calendar, from, due)).toBe(target);
        expect(businessMsBetween(calendar, from, due - 1)).toBe(target - 1);
        expect(isOpenAt(calendar, due - 1)).toBe(true);
      }),
    );
  });

  test('who begins later or takes longer is not done earlier', () => {
    fc.assert(
      fc.property(calendarAndMoment, span, targetMs, targetMs, ({ calendar, fromMs }, later, a, b) => {
        const due = (from: number, target: number) =>
          addBusinessMs(calendar, from, target) ?? Number.POSITIVE_INFINITY;
        expect(due(fromMs + later, a)).toBeGreaterThanOrEqual(due(fromMs, a));
        expect(due(fromMs, Math.max(a, b))).toBeGreaterThanOrEqual(due(fromMs, Math.min(a, b)));
      }),
    );
  });
});

test.each<[string, BusinessCalendar, string, number, string]>([
  ['within a day', nineToFive, '2026-11-18T10:00+01:00', 4, '2026-11-18T14:00+01:00'],
  ['at the end of a window, not at the next opening', nineToFive, '2026-11-18T13:00+01:00', 4, '2026-11-18T17:00+01:00'],
  ['over a weekend', nineToFive, '2026-11-20T16:30+01:00', 1, '2026-11-23T09:30+01:00'],
  ['asked at night', nineToFive, '2026-11-18T02:00+01:00', 2, '2026-11-18T11:00+01:00'],
  ['over lunch', withLunch, '2026-11-18T11:30+01:00', 1, '2026-11-18T13:30+01:00'],
  ['asked during lunch', withLunch, '2026-11-18T12:10+01:00', 1, '2026-11-18T14:00+01:00'],
  ['up to lunch', withLunch, '2026-11-18T11:00+01:00', 1, '2026-11-18T12:00+01:00'],
  ['over a holiday', closedOn(nineToFive, '2026-12-25'), '2026-12-24T16:00+01:00', 2, '2026-12-28T10:00+01:00'],
  ['over half a holiday', closedOn(nineToFive, '2026-12-24', [at('09:00'), at('12:00')]), '2026-12-24T11:00+01:00', 2, '2026-12-25T10:00+01:00'],
  ['a Saturday that is worked', closedOn(nineToFive, '2026-11-21', [at('10:00'), at('14:00')]), '2026-11-20T16:30+01:00', 1, '2026-11-21T10:30+01:00'],
  ['windows that meet at midnight', always('Europe/Berlin'), '2026-11-18T23:00+01:00', 2, '2026-11-19T01:00+01:00'],
  ['exactly at midnight', always('Europe/Berlin'), '2026-11-18T23:00+01:00', 1, '2026-11-19T00:00+01:00'],
  ['a night shift over midnight, closed from 6 to 22', { ...always('Europe/Berlin'), week: always('Europe/Berlin').week.map(() => [[0, at('06:00')], [at('22:00'), 1440]]) }, '2026-11-18T05:00+01:00', 4, '2026-11-19T01:00+01:00'],
  ['a weekend in which the clocks go forward', nineToFive, '2026-03-27T16:00+01:00', 2, '2026-03-30T10:00+02:00'],
  ['a weekend in which they go back', nineToFive, '2026-10-23T16:00+02:00', 2, '2026-10-26T10:00+01:00'],
  ['a night of 7 hours', always('Europe/Berlin'), '2026-03-28T22:00+01:00', 8, '2026-03-29T07:00+02:00'],
  ['a night of 9 hours', always('Europe/Berlin'), '2026-10-24T22:00+02:00', 8, '2026-10-25T05:00+01:00'],
  ['a night of 7 hours in New York', always('America/New_York'), '2026-03-07T22:00-05:00', 8, '2026-03-08T07:00-04:00'],
  ['a window that lost an hour: 1 to 4 is two', always('Europe/Berlin', '01:00', '04:00'), '2026-03-29T00:00+01:00', 2, '2026-03-29T04:00+02:00'],
  ['a window that has one twice: 1 to 4 is four', always('Europe/Berlin', '01:00', '04:00'), '2026-10-25T00:00+02:00', 4, '2026-10-25T04:00+01:00'],
  ['opening inside a skipped hour: at its end', always('Europe/Berlin', '02:30', '04:00'), '2026-03-29T00:00+01:00', 1, '2026-03-29T04:00+02:00'],
  ['closing inside a skipped hour: at its beginning', always('Europe/Berlin', '01:00', '02:30'), '2026-03-29T00:00+01:00', 1, '2026-03-29T03:00+02:00'],
  ['opening inside a repeated hour: both times', always('Europe/Berlin', '02:30', '04:00'), '2026-10-25T00:00+02:00', 1, '2026-10-25T03:00+01:00'],
  ['half an hour lost on Lord Howe Island', always('Australia/Lord_Howe', '01:00', '04:00'), '2026-10-04T00:00+10:30', 2.5, '2026-10-04T04:00+11:00'],
  ['Apia, where 30 December 2011 never was', workdays('Pacific/Apia', [at('09:00'), at('17:00')]), '2011-12-29T16:00-10:00', 2, '2012-01-02T10:00+14:00'],
  ['45 minutes off the hour', workdays('Asia/Kathmandu', [at('10:00'), at('17:00')]), '2026-11-20T16:00+05:45', 2, '2026-11-23T11:00+05:45'],
])('%s', (_, calendar, from, hours, due) => {
  expect(iso(addBusinessMs(calendar, ms(from), hours * HOUR_MS))).toBe(iso(ms(due)));
  expect(businessMsBetween(calendar, ms(from), ms(due))).toBe(hours * HOUR_MS);
}); // prettier-ignore

test('bounds: a window has its first moment and not its last', () => {
  expect(isOpenAt(nineToFive, ms('2026-11-18T09:00+01:00'))).toBe(true);
  expect(isOpenAt(nineToFive, ms('2026-11-18T09:00+01:00') - 1)).toBe(false);
  expect(isOpenAt(nineToFive, ms('2026-11-18T17:00+01:00') - 1)).toBe(true);
  expect(isOpenAt(nineToFive, ms('2026-11-18T17:00+01:00'))).toBe(false);
});

test('a window that lies in a skipped hour is not there that day, and is the next', () => {
  const calendar = always('Europe/Berlin', '02:15', '02:45');
  expect(businessMsBetween(calendar, ms('2026-03-29T00:00+01:00'), ms('2026-03-30T00:00+02:00'))).toBe(0);
  expect(businessMsBetween(calendar, ms('2026-03-30T00:00+02:00'), ms('2026-03-31T00:00+02:00'))).toBe(
    HOUR_MS / 2,
  );
});

test('10,000 hours of a 40 hour week are 250 weeks', () => {
  const due = addBusinessMs(nineToFive, ms('2026-11-16T09:00+01:00'), 10_000 * HOUR_MS);
  expect(iso(due)).toBe(iso(ms('2031-08-29T17:00+02:00')));
});

test('nothing to pass has passed, and no time lies before', () => {
  const saturday = ms('2026-11-21T12:00+01:00');
  expect(addBusinessMs(nineToFive, saturday, 0)).toBe(saturday);
  expect(businessMsBetween(nineToFive, saturday, saturday - 5 * DAY_MS)).toBe(0);
});

test('a calendar without any hours in its weeks is empty for ever: nothing is ever due', () => {
  const never = { ...nineToFive, week: nineToFive.week.map(() => []) };
  expect(isEmptyForEver(never)).toBe(true);
  expect(isEmptyForEver(closedOn(never, '2026-12-24', [0, 60]))).toBe(true);
  expect(isEmptyForEver(nineToFive)).toBe(false);
  expect(addBusinessMs(never, ms('2026-11-18T00:00Z'), 1)).toBeUndefined();
  expect(businessMsBetween(never, ms('2026-01-01T00:00Z'), ms('2027-01-01T00:00Z'))).toBe(0);
});

test('what would be due after 2200 is not due', () => {
  const oneMinute = {
    ...nineToFive,
    week: nineToFive.week.map((_, i): [number, number][] => (i === 0 ? [[0, 1]] : [])),
  };
  expect(addBusinessMs(oneMinute, ms('2026-11-18T00:00Z'), 8000 * MINUTE_MS)).toBeDefined();
  expect(addBusinessMs(oneMinute, ms('2026-11-18T00:00Z'), 365 * DAY_MS)).toBeUndefined();
});
