import { isTimeZone, offsetAt } from '../../lib/time-zone.ts';
import { wallTimeToMs } from '../../lib/wall-time.ts';
import { LineProblem, type ContentLine } from './ical-lines.ts';

const [SECOND_MS, DAY_MS] = [1000, 86_400_000];

/** A date or a time as written in an iCalendar file. */
export interface Moment {
  /** What calendar and clock show, read as if it were UTC. */
  wallMs: number;
  isDate: boolean;
  /** An IANA name; null where none is given, or one that this system does not know. */
  zone: string | null;
}

const MOMENT = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$/i;

/** The dates or times of a line. Throws a LineProblem where one of them cannot be. */
export function momentsOf({ line, name, value, parameters }: ContentLine): Moment[] {
  return value.split(',').map((one) => {
    const parts = MOMENT.exec(one.trim());
    const wallMs = parts && wallMsOf(parts.slice(1, 7).map(Number));
    if (wallMs === null || wallMs === undefined) {
      throw new LineProblem(line, `${name} is “${one}”, which is no date or time there is.`);
    }
    const given = parts?.[7] ? 'UTC' : parameters.get('TZID');
    return {
      wallMs,
      isDate: parts?.[4] === undefined,
      zone: given !== undefined && isTimeZone(given) ? given : null,
    };
  });
}

/** Undefined where the calendar has no such day or the clock no such time. A leap second is the one before. */
function wallMsOf([year = 0, month = 0, day = 0, hour, minute, second]: number[]): number | undefined {
  const time = [hour, minute, second].map((part) => (Number.isNaN(part) ? 0 : (part ?? 0)));
  const [h = 0, m = 0, s = 0] = time;
  if (h > 23 || m > 59 || s > 60) return undefined;
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
  const dayMs = Date.UTC(year, month - 1, day);
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock
  const back = new Date(dayMs);
  // A day that is none runs over into another month; years below 100 would be read as 1900 and more.
  if (back.getUTCMonth() + 1 !== month || back.getUTCFullYear() !== year) return undefined;
  return dayMs + ((h * 60 + m) * 60 + Math.min(s, 59)) * SECOND_MS;
}

/** When it is; without a zone, what the wall shows as if it were UTC. */
export function msOf({ wallMs, zone }: Moment): number {
  return zone === null ? wallMs : wallTimeToMs(wallMs, zone);
}

/** The day (counted from 1970-01-01) in a zone of a moment's `msOf`; where it has no zone, the day as written. */
export function dayIn(ms: number, { zone }: Moment, timeZone: string): number {
  return Math.floor((zone === null ? ms : ms + offsetAt(ms, timeZone)) / DAY_MS);
}
