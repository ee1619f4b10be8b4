import type { Holiday } from '../../model/business-calendar.ts';
import { limits } from '../../model/limits.ts';
import { eventsIn, LineProblem, type ContentLine, type EventLines } from './ical-lines.ts';
import { dayIn, momentsOf, msOf, type Moment } from './ical-moment.ts';
import { comingsBy, parsed, type Ical } from './ical-rule.ts';

// ical.js repeats events by their rules; it is 23 kB compressed, so it is passed in and screens load it for an import.
// Its parser is passed by: it reads 30 February as 2 March and 2026-01-01 as 1 December, and knows no line numbers.

const DAY_MS = 86_400_000;
const MAX_CHARS = 5_000_000;

export interface HolidaySpan {
  /** The calendar's: a moment given in another zone falls on the day it is here. */
  timeZone: string;
  /** Which years are wanted, both included; events that come again do so within them. */
  fromYear: number;
  toYear: number;
}

/** The days, counted from 1970-01-01, that an event touches; both included. */
interface Days {
  first: number;
  last: number;
}

/** An event of which not all became holidays, and why: it does not take place, not in these years, or not first on its day. */
export interface SkippedEvent {
  name: string;
  why: 'cancelled' | 'outside' | 'double';
  /** Which of its days had a name already, ascending; only of doubles. */
  days: readonly string[];
}

/**
 * The holidays in the text of an iCalendar file: each day an event touches, ascending, closed all day, named by the first
 * event on it. An event of several days gives each of them; what is cancelled none. Where a time is in no zone, or in one
 * that this system does not know, the day is the one written. With them, in the order of the file, what was left out.
 *
 * @param ical the library that follows rules
 * @returns a problem in human words, with its line, where the text is no calendar or has dates that cannot be
 */
export function holidaysIn(
  text: string,
  span: HolidaySpan,
  ical: Ical,
): { holidays: Holiday[]; skipped: SkippedEvent[] } | { problem: string } {
  if (text.length > MAX_CHARS) return { problem: 'This file is too long for a list of holidays.' };
  try {
    const { names, skipped } = namesByDay(eventsIn(text), span, ical);
    if (names.size > limits.holidays) {
      return { problem: `These are ${names.size} days; a calendar holds at most ${limits.holidays}.` };
    }
    const days = [...names].sort(([a], [b]) => a - b);
    return { holidays: days.map(([day, name]) => ({ day: textOf(day), name, windows: [] })), skipped };
  } catch (error) {
    if (error instanceof LineProblem) return { problem: error.message };
    throw error;
  }
}

// oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
const textOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

function namesByDay(
  events: readonly EventLines[],
  span: HolidaySpan,
  ical: Ical,
): { names: Map<number, string>; skipped: SkippedEvent[] } {
  const names = new Map<number, string>();
  const skipped: SkippedEvent[] = [];
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
  const newYear = (year: number) => Date.UTC(year, 0, 1) / DAY_MS;
  const [from, until] = [newYear(span.fromYear), newYear(span.toYear + 1)];
  const moved = movedByUid(events);
  for (const event of events) {
    const name = nameOf(event, ical);
    if (isCancelled(event)) {
      skipped.push({ name, why: 'cancelled', days: [] });
      continue;
    }
    const doubles = new Set<number>();
    const own = new Set<number>();
    for (const { first, last } of comingsOf(event, moved, { ...span, until, ical })) {
      for (let day = Math.max(first, from); day <= Math.min(last, until - 1); day += 1) {
        if (names.has(day)) doubles.add(day);
        else own.add(day);
      }
    }
    for (const day of own) names.set(day, name);
    if (doubles.size)
      skipped.push({ name, why: 'double', days: [...doubles].sort((a, b) => a - b).map(textOf) });
    else if (!own.size) skipped.push({ name, why: 'outside', days: [] });
  }
  return { names, skipped };
}

const isCancelled = (event: EventLines): boolean =>
  firstOf(event, 'STATUS')?.value.trim().toUpperCase() === 'CANCELLED';

const firstOf = (event: EventLines, name: string): ContentLine | undefined =>
  event.lines.find((line) => line.name === name);
const allOf = (event: EventLines, name: string): ContentLine[] =>
  event.lines.filter((line) => line.name === name);

/** The comings of repeated events that have an event of their own, which says where they went, or that they went away. */
function movedByUid(events: readonly EventLines[]): Map<string, Moment[]> {
  const moved = new Map<string, Moment[]>();
  for (const event of events) {
    const [uid, original] = [firstOf(event, 'UID')?.value, firstOf(event, 'RECURRENCE-ID')];
    if (uid !== undefined && original) {
      moved.set(uid, [...(moved.get(uid) ?? []), ...momentsOf(original)]);
    }
  }
  return moved;
}

/** All days of an event up to a day, each coming by itself. */
function* comingsOf(
  event: EventLines,
  moved: ReadonlyMap<string, Moment[]>,
  { timeZone, until, ical }: { timeZone: string; until: number; ical: Ical },
): Generator<Days> {
  const startLine = firstOf(event, 'DTSTART');
  const start = startLine && momentsOf(startLine)[0];
  if (!start) throw new LineProblem(event.line, 'This event does not say when it begins (DTSTART).');
  const lengthMs = lengthOf(event, start, ical);
  const isMoved = firstOf(event, 'RECURRENCE-ID') !== undefined;
  const uid = firstOf(event, 'UID')?.value;
  const gone = allOf(event, 'EXDATE').flatMap(momentsOf);
  if (!isMoved && uid !== undefined) gone.push(...(moved.get(uid) ?? []));
  const goneDays = new Set(gone.filter(({ isDate }) => isDate).map(({ wallMs }) => wallMs));
  const goneTimes = new Set(gone.filter(({ isDate }) => !isDate).map(msOf));
  for (const one of isMoved ? [start] : startsOf(event, start, until, ical)) {
    const ms = msOf(one);
    if (goneTimes.has(ms) || goneDays.has(startOfDay(one.wallMs))) continue;
    yield { first: dayIn(ms, one, timeZone), last: dayIn(Math.max(ms, ms + lengthMs - 1), one, timeZone) };
  }
}

const startOfDay = (wallMs: number): number => Math.floor(wallMs / DAY_MS) * DAY_MS;

/** How long it takes: up to DTEND, which is no more of it, or its DURATION; without either a date is one day. */
function lengthOf(event: EventLines, start: Moment, ical: Ical): number {
  const [endLine, durationLine] = [firstOf(event, 'DTEND'), firstOf(event, 'DURATION')];
  const end = endLine && momentsOf(endLine)[0];
  if (end) return Math.max(msOf(end) - msOf(start), start.isDate ? DAY_MS : 0);
  if (!durationLine) return start.isDate ? DAY_MS : 0;
  return parsed(durationLine, (text) => ical.Duration.fromString(text).toSeconds() * 1000);
}

/** When it begins: the first time, at further dates, and by its rules until a day. */
function* startsOf(event: EventLines, start: Moment, until: number, ical: Ical): Generator<Moment> {
  yield start;
  yield* allOf(event, 'RDATE').flatMap(momentsOf);
  for (const line of allOf(event, 'RRULE')) {
    // A day more, for zones in which it is still the day before.
    yield* comingsBy(line, start, (until + 1) * DAY_MS, ical);
  }
}

/** The event's summary as one line of a name's length. */
function nameOf(event: EventLines, ical: Ical): string {
  const line = firstOf(event, 'SUMMARY');
  const summary = line && parsed(line, () => ical.Property.fromString(line.text).getFirstValue());
  const clean = (text: string) => text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  return clean(clean(typeof summary === 'string' ? summary : '').slice(0, limits.name)) || 'Holiday';
}
