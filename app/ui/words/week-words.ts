import type { BusinessCalendar, Holiday } from '../../../shared/model/business-calendar.ts';
import { offsetAt } from '../../../shared/lib/time-zone.ts';
import { fromMinute } from './wall-times.ts';

type Windows = BusinessCalendar['week'][number];

/** Monday to Sunday. */
export const weekdays = [
  'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday',
] as const; // prettier-ignore
const short = (day: number): string => weekdays[day]?.slice(0, 3) ?? '';

/** `09:00–12:00, 13:00–17:00`, or `closed`; the end of the day is `24:00`. */
export function hoursWords(windows: Windows): string {
  const end = (minute: number) => (minute === 1440 ? '24:00' : fromMinute(minute));
  return windows.map(([from, to]) => `${fromMinute(from)}–${end(to)}`).join(', ') || 'closed';
}

/** `Mon–Fri 09:00–12:00, 13:00–17:00; Sat 09:00–12:00`: days that follow each other with the same hours are one. */
export function weekWords(week: BusinessCalendar['week']): string {
  const runs: { from: number; to: number; hours: string }[] = [];
  for (const [day, windows] of week.entries()) {
    const hours = hoursWords(windows);
    const last = runs.at(-1);
    if (last?.hours === hours) last.to = day;
    else runs.push({ from: day, to: day, hours });
  }
  return runs
    .filter(({ hours }) => hours !== 'closed')
    .map(({ from, to, hours }) => `${from === to ? short(from) : `${short(from)}–${short(to)}`} ${hours}`)
    .join('; ');
}

/** `37.5 hours a week` */
export function weekLengthWords(week: BusinessCalendar['week']): string {
  const minutes = week.flat().reduce((sum, [from, to]) => sum + to - from, 0);
  const hours = Math.round(minutes / 6) / 10;
  return `${hours.toLocaleString('en')} ${hours === 1 ? 'hour' : 'hours'} a week`;
}

const dayFormat = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `Fri, Dec 25, 2026` in the person's own habit; what is no day is left as it is. */
export function dayWords(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) ? day : dayFormat.format(ms);
}

/** The first holiday that is not over, there. */
export function nextHoliday(
  { holidays, timeZone }: Pick<BusinessCalendar, 'holidays' | 'timeZone'>,
  nowMs: number,
): Holiday | undefined {
  const today = new Date(nowMs + offsetAt(nowMs, timeZone)).toISOString().slice(0, 10);
  return holidays.filter(({ day }) => day >= today).sort((a, b) => (a.day < b.day ? -1 : 1))[0];
}
