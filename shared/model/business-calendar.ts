import * as z from 'zod/mini';
import { isTimeZone } from '../lib/time-zone.ts';
import { lineSchema } from './ids.ts';
import { limits } from './limits.ts';

const MINUTES_A_DAY = 1440;

const isAscending = (windows: readonly (readonly [number, number])[]): boolean =>
  windows.every(([from, to], i) => from < to && from >= (windows[i - 1]?.[1] ?? 0));

/** When a day is worked: `[from, to)` in minutes of the wall clock; two windows leave a lunch break between them. */
const windowsSchema = z
  .array(
    z.tuple([z.int().check(z.gte(0), z.lt(MINUTES_A_DAY)), z.int().check(z.gt(0), z.lte(MINUTES_A_DAY))]),
  )
  .check(
    z.maxLength(limits.windowsPerDay),
    z.refine(isAscending, 'each window ends after it begins, and the next begins after that'),
  );

/** Whether the calendar has this day, or it runs over into another month: 2028-02-29, but not 2026-02-29. */
function isRealDay(day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
  return new Date(Date.UTC(year, month - 1, date)).getUTCMonth() + 1 === month;
}

/** `YYYY-MM-DD`, a day there is, from 1970 to 2199. */
export const daySchema = z
  .string()
  .check(z.regex(/^(19[7-9]|20\d|21\d)\d-\d{2}-\d{2}$/), z.refine(isRealDay, 'there is no such day'));

/** A day on which other hours hold than its weekday's: none on a holiday, some on a half one. */
const holidaySchema = z.strictObject({
  day: daySchema,
  name: lineSchema(limits.name),
  windows: windowsSchema,
});
export type Holiday = z.infer<typeof holidaySchema>;

/** When a tenant works. Days and minutes are those of the wall clock in `timeZone`. */
export const businessCalendarSchema = z.strictObject({
  name: lineSchema(limits.name),
  /** An IANA name that this system knows. Some systems know offsets (+02:00) as well, but those know no summer. */
  timeZone: z.string().check(
    z.maxLength(limits.name),
    z.regex(/^[A-Za-z]/),
    z.refine((name) => isTimeZone(name), 'this time zone is not known'),
  ),
  /** Monday to Sunday. */
  week: z.array(windowsSchema).check(
    z.length(7),
    z.refine((week) => week.some((windows) => windows.length > 0), 'a week needs some working time'),
  ),
  holidays: z.array(holidaySchema).check(
    z.maxLength(limits.holidays),
    z.refine(
      (holidays) => new Set(holidays.map(({ day }) => day)).size === holidays.length,
      'a day is there twice',
    ),
  ),
});
export type BusinessCalendar = z.infer<typeof businessCalendarSchema>;
