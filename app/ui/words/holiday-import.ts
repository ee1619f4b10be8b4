import type { Holiday } from '../../../shared/model/business-calendar.ts';
import type { SkippedEvent } from '../../../shared/rules/sla/ical.ts';
import { inDays, type HolidayForm } from './calendar-form.ts';
import { countWords } from './labels.ts';
import { dayWords } from './week-words.ts';

/** What of a file would come into a form: the days it does not have, and those it has and keeps as they are. */
export interface ImportPreview {
  fresh: readonly Holiday[];
  known: readonly { day: string; name: string; has: string }[];
}

export function importPreview(found: readonly Holiday[], present: readonly HolidayForm[]): ImportPreview {
  const names = new Map(present.map(({ day, name }) => [day, name]));
  return {
    fresh: found.filter(({ day }) => !names.has(day)),
    known: found.flatMap(({ day, name }) => {
      const has = names.get(day);
      return has === undefined ? [] : [{ day, name, has }];
    }),
  };
}

/** The form's days with those of a file that were not left out, by day. What it has stays as it is. */
export function withImported(
  present: readonly HolidayForm[],
  { fresh }: ImportPreview,
  leftOut: ReadonlySet<string>,
): HolidayForm[] {
  const coming = fresh.filter(({ day }) => !leftOut.has(day));
  return inDays([...present, ...coming.map(({ day, name }) => ({ day, name, windows: [] }))]);
}

/** `3 days from Thu, Dec 24, 2026 to Sat, Dec 26, 2026`, or that there are none. */
export function comingWords(days: readonly { day: string }[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return 'No new days';
  const count = countWords(days.length, 'new day');
  if (first === last) return `${count}, ${dayWords(first.day)}`;
  return `${count} from ${dayWords(first.day)} to ${dayWords(last.day)}`;
}

/** Why an event of a file gave no day, or not all of its days. */
export function skippedWords({ why, days }: SkippedEvent): string {
  switch (why) {
    case 'cancelled':
      return 'is cancelled';
    case 'outside':
      return 'is on no day of these years';
    case 'double':
      return `is on a day that has a name already (${days.slice(0, 3).map(dayWords).join('; ')}${days.length > 3 ? '; …' : ''})`;
  }
}

/** The text of a file: UTF-8 as the format says, or what older programs on Windows write. */
export function textOfBytes(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
