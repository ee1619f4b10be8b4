import type { BusinessCalendar } from '../../../model/business-calendar.ts';

const MINUTE_MS = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the wall shows, as the platform writes it: `2026-03-29 03:00`. */
function wall(timeZone: string, ms: number): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(ms);
}

/** Whether the clock on the wall shows a time inside a window of that day. */
export function isOpenByWall(calendar: BusinessCalendar, ms: number): boolean {
  const [day = '', time = ''] = wall(calendar.timeZone, ms).split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
  const special = calendar.holidays.find((holiday) => holiday.day === day);
  const windows = special ? special.windows : (calendar.week[weekday] ?? []);
  return windows.some(([from, to]) => from <= hour * 60 + minute && hour * 60 + minute < to);
}

/** Both on whole minutes: looks at the wall once a minute. */
export function minutesByWall(calendar: BusinessCalendar, fromMs: number, toMs: number): number {
  let minutes = 0;
  for (let ms = fromMs; ms < toMs; ms += MINUTE_MS) if (isOpenByWall(calendar, ms)) minutes += 1;
  return minutes;
}

/** The end of the minute with which so many open ones that `counts` have passed; undefined up to a moment. */
export function dueByWall(
  isOpen: (ms: number) => boolean,
  fromMs: number,
  minutes: number,
  untilMs: number,
): number | undefined {
  let left = minutes;
  for (let ms = fromMs; ms < untilMs; ms += MINUTE_MS) {
    if (isOpen(ms)) left -= 1;
    if (left === 0) return ms + MINUTE_MS;
  }
  return undefined;
}
