import type { BusinessCalendar } from '../../model/business-calendar.ts';

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
/** Day 0 is 1970-01-01, a Thursday; weeks begin on Mondays. */
const MONDAY_BEFORE = 3;

type Windows = BusinessCalendar['week'][number];

/**
 * The hours of a calendar as its wall clock counts them, where every day has 24: a local time is what the wall shows,
 * read as if it were UTC. Offsets are the caller's. Nothing walks over days: weeks are multiplied, holidays are sums.
 */
export interface Hours {
  isOpenAt(localMs: number): boolean;
  /** Working time since a fixed day in the past; only differences mean something. */
  openMsUpTo(localMs: number): number;
  /** The first local time, after one and up to another, at which `openMsUpTo` has come to a sum that it reaches there. */
  localAt(openMs: number, afterLocalMs: number, upToLocalMs: number): number;
}

const lengthMs = (windows: Windows): number =>
  windows.reduce((sum, [from, to]) => sum + (to - from), 0) * MINUTE_MS;

/** What of a day's windows lies before this time of the day. */
function openMsBefore(windows: Windows, timeOfDayMs: number): number {
  let sum = 0;
  for (const [from, to] of windows) {
    sum += Math.max(0, Math.min(to * MINUTE_MS, timeOfDayMs) - from * MINUTE_MS);
  }
  return sum;
}

/** How many of an ascending list are below. */
function countBelow(list: readonly number[], value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const weekdayOf = (day: number): number => (((day + MONDAY_BEFORE) % 7) + 7) % 7;

/** The days whose hours differ from their weekday's, ascending, and what all up to each add to plain weeks. */
function holidaysOf({ holidays, week }: BusinessCalendar) {
  const special = new Map<number, Windows>();
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
  for (const { day, windows } of holidays) special.set(Date.parse(`${day}T00:00:00Z`) / DAY_MS, windows);
  const days = [...special.keys()].sort((a, b) => a - b);
  const addedMs = [0];
  for (const day of days) {
    const usual = week[weekdayOf(day)] ?? [];
    addedMs.push((addedMs.at(-1) ?? 0) + lengthMs(special.get(day) ?? []) - lengthMs(usual));
  }
  return { special, days, addedMs };
}

export function hoursOf(calendar: BusinessCalendar): Hours {
  const { special, days, addedMs } = holidaysOf(calendar);
  const weekdays = calendar.week.map(lengthMs);
  const beforeWeekday = weekdays.map((_, i) => weekdays.slice(0, i).reduce((a, b) => a + b, 0));
  const weekMs = weekdays.reduce((a, b) => a + b, 0);

  const windowsOf = (day: number): Windows => special.get(day) ?? calendar.week[weekdayOf(day)] ?? [];
  const openMsBeforeDay = (day: number): number =>
    Math.floor((day + MONDAY_BEFORE) / 7) * weekMs +
    (beforeWeekday[weekdayOf(day)] ?? 0) +
    (addedMs[countBelow(days, day)] ?? 0);

  return {
    isOpenAt(localMs) {
      const day = Math.floor(localMs / DAY_MS);
      const minute = (localMs - day * DAY_MS) / MINUTE_MS;
      return windowsOf(day).some(([from, to]) => from <= minute && minute < to);
    },
    openMsUpTo(localMs) {
      const day = Math.floor(localMs / DAY_MS);
      return openMsBeforeDay(day) + openMsBefore(windowsOf(day), localMs - day * DAY_MS);
    },
    localAt(openMs, afterLocalMs, upToLocalMs) {
      // The last day before which less than that was open is the one on which it is reached.
      let [low, high] = [Math.floor(afterLocalMs / DAY_MS), Math.floor(upToLocalMs / DAY_MS)];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (openMsBeforeDay(middle) < openMs) low = middle;
        else high = middle - 1;
      }
      let leftMs = openMs - openMsBeforeDay(low);
      for (const [from, to] of windowsOf(low)) {
        const windowMs = (to - from) * MINUTE_MS;
        if (leftMs <= windowMs) return low * DAY_MS + from * MINUTE_MS + leftMs;
        leftMs -= windowMs;
      }
      throw new Error('bug: a sum of working time is not reached on its day');
    },
  };
}
