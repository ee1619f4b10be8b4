import { wallTimeToMs } from '../../shared/lib/wall-time.ts';

/** In which order day, month and year stand in dates written with slashes or dots. */
export type DateOrder = 'mdy' | 'dmy';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const SHORT = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s?(AM|PM)?)?$/i;

/** What clock and calendar on a wall show. */
type WallTime = { year: number; month: number; day: number; hour: number; minute: number; second: number };

/**
 * A date and time as people and exports write it: `2022-01-21 13:47:00`, with `T`, without seconds, without a time
 * (midnight), with `Z` or an offset; with an order also `1/21/2022 1:47 PM`. Fractions of a second are dropped.
 *
 * @param timeZone an IANA name, for texts without an offset of their own
 * @returns milliseconds since 1970 UTC; undefined where the text is no such date
 */
export function parseTime(text: string, timeZone: string, order?: DateOrder): number | undefined {
  const iso = ISO.exec(text);
  if (iso) {
    const wall = wallTime([iso[1], iso[2], iso[3]], [iso[4], iso[5], iso[6]]);
    if (wall === undefined) return undefined;
    if (iso[7] === undefined) return wallTimeToMs(asIfUtc(wall), timeZone);
    const offsetMs = offsetToMs(iso[7]);
    return offsetMs === undefined ? undefined : asIfUtc(wall) - offsetMs;
  }
  const short = order === undefined ? null : SHORT.exec(text);
  if (!short) return undefined;
  const [month, day] = order === 'mdy' ? [short[1], short[2]] : [short[2], short[1]];
  const hour = twelveToHour(short[4], short[7]);
  if (hour === undefined) return undefined;
  const wall = wallTime([short[3], month, day], [hour, short[5], short[6]]);
  return wall && wallTimeToMs(asIfUtc(wall), timeZone);
}

type Digits = string | undefined;

/** Undefined where the calendar has no such day or the clock no such time. */
function wallTime(
  [year, month, day]: [Digits, Digits, Digits],
  [hour = '0', minute = '0', second = '0']: [Digits, Digits, Digits],
): WallTime | undefined {
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  const back = new Date(asIfUtc(wall));
  const real =
    back.getUTCMonth() + 1 === wall.month &&
    back.getUTCDate() === wall.day &&
    back.getUTCHours() === wall.hour &&
    back.getUTCMinutes() === wall.minute &&
    back.getUTCSeconds() === wall.second;
  return real ? wall : undefined;
}

const asIfUtc = ({ year, month, day, hour, minute, second }: WallTime) =>
  Date.UTC(year, month - 1, day, hour, minute, second);

function twelveToHour(hour: Digits, half: Digits): Digits {
  if (half === undefined) return hour ?? '0';
  const twelve = Number(hour);
  if (twelve < 1 || twelve > 12) return undefined;
  return String((twelve % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
}

function offsetToMs(text: string): number | undefined {
  if (/^(Z|UTC)$/i.test(text)) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
