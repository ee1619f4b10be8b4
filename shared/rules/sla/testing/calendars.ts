import * as fc from 'fast-check';
import type { BusinessCalendar } from '../../../model/business-calendar.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Windows = BusinessCalendar['week'][number];

/** Monday to Friday, these windows; nothing at the weekend. */
export function workdays(timeZone: string, ...windows: Windows): BusinessCalendar {
  const week = [windows, windows, windows, windows, windows, [], []];
  return { name: 'Workdays', timeZone, week, holidays: [] };
}

/** `at('09:30')` is minute 570. */
export function at(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** Zones, and a moment near which their clocks are changed in a way of its own. */
const changes: readonly (readonly [timeZone: string, near: string])[] = [
  ['UTC', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  // The clocks go from 24:00 to 01:00, and from 01:00 to 00:00.
  ['America/Havana', '2026-03-08T05:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  // Half an hour.
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  // At one minute past midnight, back into the day before.
  ['America/St_Johns', '2010-11-07T02:31Z'],
  // A day that never was.
  ['Pacific/Apia', '2011-12-30T10:00Z'],
  // Four weeks of winter in the middle of summer, and no change at all on 45 minutes.
  ['Africa/Casablanca', '2026-02-15T02:00Z'],
  ['Asia/Kathmandu', '2026-03-29T01:00Z'],
];

const minute = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  fc.constantFrom(0, 30, 60, 90, 120, 135, 150, 165, 180, 540, 1410, 1440),
);

/** Up to three windows; now and then they meet. */
const windows: fc.Arbitrary<Windows> = fc
  .tuple(fc.uniqueArray(minute, { maxLength: 6 }), fc.boolean())
  .map(([minutes, meet]) => {
    const sorted = minutes.sort((a, b) => a - b);
    const step = meet ? 1 : 2;
    const found: Windows = [];
    for (let i = 0; i + 1 < sorted.length; i += step) {
      found.push([sorted[i] as number, sorted[i + 1] as number]);
    }
    return found;
  });

/** A calendar, and a moment on a whole minute, both near a change of the clocks. */
export const calendarAndMoment: fc.Arbitrary<{ calendar: BusinessCalendar; fromMs: number }> = fc
  .tuple(
    fc.constantFrom(...changes),
    fc.array(windows, { minLength: 7, maxLength: 7 }),
    fc.uniqueArray(fc.tuple(fc.integer({ min: -3, max: 40 }), fc.oneof(fc.constant<Windows>([]), windows)), {
      maxLength: 3,
      selector: ([day]) => day,
    }),
    fc.integer({ min: -36 * 60, max: 24 * 60 }),
  )
  .filter(([, week]) => week.some((day) => day.length > 0))
  .map(([[timeZone, near], week, special, minutes]) => {
    const nearMs = Date.parse(near);
    const holidays = special.map(([days, windows]) => ({
      day: new Date(nearMs + days * DAY_MS).toISOString().slice(0, 10),
      name: 'Holiday',
      windows,
    }));
    return { calendar: { name: 'Any', timeZone, week, holidays }, fromMs: nearMs + minutes * 60_000 };
  });
