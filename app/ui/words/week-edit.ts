import type { WindowForm } from './calendar-form.ts';
import { fromMinute, toMinute } from './wall-times.ts';

/** What changes a day's hours by one press; windows are those of the form, and keep what cannot be read. */
type Windows = readonly WindowForm[];

const minutesOf = ({ from, to }: WindowForm) => [toMinute(from, 'from'), toMinute(to, 'to')] as const;
const windowOf = (from: number, to: number): WindowForm => ({ from: fromMinute(from), to: fromMinute(to) });
const [NOON, HOUR, DAY] = [720, 60, 1440];
const BREAK_AT_LEAST = 30;

/** The longest time of a day with a break in it: at noon where that lies inside, else in its middle. */
export function withBreak(windows: Windows): WindowForm[] {
  const lengths = windows.map((window) => {
    const [from, to] = minutesOf(window);
    return Number.isNaN(to - from) ? 0 : to - from;
  });
  const at = lengths.indexOf(Math.max(...lengths));
  const longest = windows[at];
  if (!longest || (lengths[at] ?? 0) < 3 * BREAK_AT_LEAST) return [...windows];
  const [from, to] = minutesOf(longest);
  const length = to - from >= 4 * HOUR ? HOUR : BREAK_AT_LEAST;
  const middle = Math.floor((from + to - length) / 2 / BREAK_AT_LEAST) * BREAK_AT_LEAST;
  const start = from < NOON && NOON + length < to ? NOON : Math.max(middle, from + BREAK_AT_LEAST);
  return windows.toSpliced(at, 1, windowOf(from, start), windowOf(start + length, to));
}

/** Whether there is a time long enough for a break. */
export const takesBreak = (windows: Windows): boolean => withBreak(windows).length > windows.length;

/** A day with one more time: nine to five first, then an hour after a break, as long as the day has room. */
export function withMore(windows: Windows): WindowForm[] {
  if (windows.length === 0) return [windowOf(9 * HOUR, 17 * HOUR)];
  const ends = windows.map((window) => minutesOf(window)[1]);
  const from = Math.max(...ends) + HOUR;
  return [...windows, from + HOUR <= DAY ? windowOf(from, from + HOUR) : { from: '', to: '' }];
}

/** A week in which these days have the hours of Monday. */
export function withMondayOn(week: readonly Windows[], days: readonly number[]): WindowForm[][] {
  const [monday = []] = week;
  return week.map((windows, day) => [...(days.includes(day) ? monday : windows)]);
}
