import type ICAL from 'ical.js';
import { excerpt, LineProblem, type ContentLine } from './ical-lines.ts';
import type { Moment } from './ical-moment.ts';

// Rules are followed by ical.js, within bounds: it takes what a month does not have for a day of the next one (its
// issue 91), knows no weeks of the year, and some rules that are never fulfilled it follows for ever.

/** The library: whoever reads a file brings it, so that a screen loads it when a file is chosen. */
export type Ical = typeof ICAL;

/** More comings of one event than a list of holidays has. */
const MAX_COMINGS = 20_000;
const MAX_INTERVAL = 1000;

/** What ical.js makes of a line's value; what it throws is the line's fault. */
export function parsed<T>(line: ContentLine, parse: (value: string) => T): T {
  try {
    return parse(line.value.trim());
  } catch {
    throw new LineProblem(line.line, `${line.name} is “${excerpt(line.value)}”, which cannot be understood.`);
  }
}

/** When an event comes by a rule, ascending, up to a time on the wall. Throws a LineProblem for rules that are too odd. */
export function* comingsBy(line: ContentLine, start: Moment, untilMs: number, ical: Ical): Generator<Moment> {
  const rule = parsed(line, (text) => ical.Recur.fromString(text));
  if (!isFollowed(rule)) {
    throw new LineProblem(line.line, `RRULE is “${excerpt(line.value)}”: such a rule is not followed here.`);
  }
  // What is left out does not count (RFC 5545, 3.3.10), so counting is done here.
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  rule.count = null;
  const first = timeOf(start, ical);
  const times = parsed(line, () => rule.iterator(first));
  for (let tried = 0; left > 0; tried += 1) {
    const time = parsed(line, () => times.next());
    if (!time || wallMsOf(time) > untilMs) return;
    if (tried === MAX_COMINGS) throw new LineProblem(line.line, 'This event comes again too often.');
    if (!keepsTo(rule, first, time, ical)) continue;
    left -= 1;
    yield { ...start, wallMs: wallMsOf(time) };
  }
}

type Parts = Record<string, (number | string)[] | undefined>;

/** Whether ical.js follows such a rule right, and comes to an end. */
function isFollowed(rule: ICAL.Recur): boolean {
  const parts = rule.parts as Parts;
  if (rule.interval > MAX_INTERVAL) return false;
  if (parts.BYWEEKNO || parts.BYHOUR || parts.BYMINUTE || parts.BYSECOND) return false;
  const ordinals = (parts.BYDAY ?? []).map((day) => Math.abs(Number.parseInt(String(day), 10) || 0));
  switch (rule.freq) {
    case 'YEARLY':
      if (parts.BYMONTH) return ordinals.every((n) => n <= 5);
      return !parts.BYMONTHDAY && ordinals.every((n) => n <= 4);
    case 'MONTHLY':
      return !parts.BYYEARDAY && ordinals.every((n) => n <= 5);
    case 'WEEKLY':
    case 'DAILY':
      return !parts.BYMONTHDAY && !parts.BYYEARDAY && !parts.BYSETPOS && ordinals.every((n) => n === 0);
    default:
      return false;
  }
}

/** Whether a day is one the rule names, and not what became of one that its month does not have. */
function keepsTo(rule: ICAL.Recur, first: ICAL.Time, { year, month, day }: ICAL.Time, ical: Ical): boolean {
  const { BYMONTH, BYMONTHDAY, BYDAY, BYYEARDAY } = rule.parts as Parts;
  if (BYMONTH && !BYMONTH.includes(month)) return false;
  const fromEnd = day - 1 - ical.Time.daysInMonth(month, year);
  if (BYMONTHDAY) return BYMONTHDAY.includes(day) || BYMONTHDAY.includes(fromEnd);
  if (BYDAY || BYYEARDAY || rule.freq === 'WEEKLY' || rule.freq === 'DAILY') return true;
  return day === first.day && (rule.freq === 'MONTHLY' || BYMONTH !== undefined || month === first.month);
}

function timeOf({ wallMs, isDate }: Moment, ical: Ical): ICAL.Time {
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
  const wall = new Date(wallMs);
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()];
  const [hour, minute, second] = [wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds()];
  return new ical.Time({ year, month, day, hour, minute, second, isDate }, ical.Timezone.localTimezone);
}

const wallMsOf = ({ year, month, day, hour, minute, second }: ICAL.Time): number =>
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
  Date.UTC(year, month - 1, day, hour, minute, second);
