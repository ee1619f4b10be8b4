import { offsetSpanAt } from '../../lib/time-zone.ts';
import type { BusinessCalendar } from '../../model/business-calendar.ts';
import { hoursOf, type Hours } from './hours.ts';

/**
 * Working time. A calendar is open at a moment when the clock on the wall of its zone shows a time inside one of the
 * day's windows, and at no other: an hour that the clocks skip is nowhere, one that they repeat is there twice, and a
 * bound that falls into a skipped hour takes effect where the clocks go on. Times are milliseconds since 1970 UTC.
 */

/** 2200: nothing is due later. */
const HORIZON_MS = 7_258_118_400_000;

/** What was worked out of a calendar, for as long as that object lives. */
const known = new WeakMap<BusinessCalendar, Hours>();

function hoursIn(calendar: BusinessCalendar): Hours {
  const found = known.get(calendar);
  if (found) return found;
  const made = hoursOf(calendar);
  known.set(calendar, made);
  return made;
}

/** Whether no week has any working time; what such a calendar measures would never be due. */
export function isEmptyForEver(calendar: BusinessCalendar): boolean {
  return calendar.week.every((windows) => windows.length === 0);
}

/** Whether a moment lies in a window. */
export function isOpenAt(calendar: BusinessCalendar, ms: number): boolean {
  return hoursIn(calendar).isOpenAt(ms + offsetSpanAt(ms, calendar.timeZone).offsetMs);
}

/** The working time from one moment to another that is not earlier; 0 where it is. */
export function businessMsBetween(calendar: BusinessCalendar, fromMs: number, toMs: number): number {
  const hours = hoursIn(calendar);
  let sumMs = 0;
  for (let at = fromMs; at < toMs;) {
    const { offsetMs, toMs: spanEnd } = offsetSpanAt(at, calendar.timeZone);
    const end = Math.min(spanEnd, toMs);
    sumMs += hours.openMsUpTo(end + offsetMs) - hours.openMsUpTo(at + offsetMs);
    at = end;
  }
  return sumMs;
}

/**
 * The first moment at which this much working time (`ms`) has passed since another: the end of a window rather than
 * the beginning of the next. That moment itself where nothing is to pass.
 *
 * @returns undefined where so much does not come before 2200
 */
export function addBusinessMs(calendar: BusinessCalendar, fromMs: number, ms: number): number | undefined {
  if (ms <= 0) return fromMs;
  const hours = hoursIn(calendar);
  if (isEmptyForEver(calendar)) return undefined;
  let leftMs = ms;
  for (let at = fromMs; at < HORIZON_MS;) {
    const { offsetMs, toMs: spanEnd } = offsetSpanAt(at, calendar.timeZone);
    const end = Math.min(spanEnd, HORIZON_MS);
    const before = hours.openMsUpTo(at + offsetMs);
    const inSpan = hours.openMsUpTo(end + offsetMs) - before;
    if (inSpan >= leftMs) return hours.localAt(before + leftMs, at + offsetMs, end + offsetMs) - offsetMs;
    leftMs -= inSpan;
    at = end;
  }
  return undefined;
}
