import * as z from 'zod/mini';
import { businessCalendarSchema, type BusinessCalendar } from '../../../shared/model/business-calendar.ts';
import { limits } from '../../../shared/model/limits.ts';
import { cleanLine } from './clean-text.ts';
import { formOfDraft, type Problems } from './form-draft.ts';
import { fromMinute, toMinute } from './wall-times.ts';

/** From when to when, each `HH:MM` as a time field has it, or nothing yet. An end at 00:00 is the end of the day. */
const windowSchema = z.object({ from: z.string(), to: z.string() });
export type WindowForm = z.infer<typeof windowSchema>;

const holidaySchema = z.object({ day: z.string(), name: z.string(), windows: z.array(windowSchema) });
/** A day `YYYY-MM-DD`, or nothing yet; closed where it has no windows. */
export type HolidayForm = z.infer<typeof holidaySchema>;

const formSchema = z.object({
  name: z.string(),
  timeZone: z.string(),
  week: z.array(z.array(windowSchema)).check(z.length(7)),
  holidays: z.array(holidaySchema),
});
/** A calendar as it is typed, and as its draft is kept. */
export type CalendarForm = z.infer<typeof formSchema>;

/** Monday to Friday, nine to five. */
export function emptyCalendar(timeZone: string): CalendarForm {
  const day = [{ from: '09:00', to: '17:00' }];
  return { name: '', timeZone, week: [day, day, day, day, day, [], []], holidays: [] };
}

export function formOfCalendar({ name, timeZone, week, holidays }: BusinessCalendar): CalendarForm {
  const windowsOf = (windows: BusinessCalendar['week'][number]): WindowForm[] =>
    windows.map(([from, to]) => ({ from: fromMinute(from), to: fromMinute(to) }));
  return {
    name,
    timeZone,
    week: week.map(windowsOf),
    holidays: inDays(holidays).map(({ windows, ...holiday }) => ({
      ...holiday,
      windows: windowsOf(windows),
    })),
  };
}

/** Holidays by day; what has none yet comes last. */
export function inDays<H extends { day: string }>(holidays: readonly H[]): H[] {
  const key = ({ day }: H) => day || '~';
  return holidays.toSorted((a, b) => Number(key(a) > key(b)) - Number(key(a) < key(b)));
}

/** A day's hours as the model has them, ascending; NaN where a time is missing. */
export function windowsIn(windows: readonly WindowForm[]): [number, number][] {
  return windows
    .map(({ from, to }): [number, number] => [toMinute(from, 'from'), toMinute(to, 'to')])
    .sort(([a], [b]) => a - b);
}

/**
 * The calendar a form stands for, or what keeps it from being one, by field: `name`, `timeZone`, `week`, `week.0`,
 * `week.0.1`, `holidays`, `holidays.2.day`, `holidays.2.name`, `holidays.2.0`. The schema alone decides; the words are
 * this file's.
 */
export function calendarOfForm(
  form: CalendarForm,
): { value: BusinessCalendar; problems?: never } | { value?: never; problems: Problems } {
  const { success, data, error } = businessCalendarSchema.safeParse({
    name: cleanLine(form.name),
    timeZone: form.timeZone,
    week: form.week.map(windowsIn),
    holidays: form.holidays.map(({ day, name, windows }) => ({
      day,
      name: cleanLine(name),
      windows: windowsIn(windows),
    })),
  });
  if (success) return { value: { ...data, holidays: inDays(data.holidays) } };
  const problems: Record<string, string> = {};
  for (const { path } of error.issues) {
    for (const [field, words] of problemsAt(form, path)) problems[field] ??= words;
  }
  return { problems };
}

const nameWords = `A name of 1 to ${limits.name} characters.`;

function problemsAt(form: CalendarForm, [part, index, of]: readonly PropertyKey[]): [string, string][] {
  const nth = Number(index);
  switch (part) {
    case 'name':
      return [['name', nameWords]];
    case 'timeZone':
      return [['timeZone', 'Choose a time zone from the list.']];
    case 'week':
      if (index === undefined)
        return [['week', 'A week needs some working time, or nothing would ever be due.']];
      return windowProblems(`week.${nth}`, form.week[nth] ?? []);
    case 'holidays': {
      if (index === undefined) return listProblems(form.holidays);
      const field = `holidays.${nth}`;
      if (of === 'day') return [[`${field}.day`, 'Say which day, from 1970 to 2199.']];
      if (of === 'name') return [[`${field}.name`, nameWords]];
      return windowProblems(field, form.holidays[nth]?.windows ?? []);
    }
    default:
      return [['', 'This calendar cannot be kept as it is.']];
  }
}

function listProblems(holidays: readonly HolidayForm[]): [string, string][] {
  const found: [string, string][] = [];
  if (holidays.length > limits.holidays) {
    const over = holidays.length - limits.holidays;
    found.push(['holidays', `A calendar holds at most ${limits.holidays} of these days: take ${over} out.`]);
  }
  const seen = new Set<string>();
  for (const [i, { day }] of holidays.entries()) {
    if (seen.has(day)) found.push([`holidays.${i}.day`, 'This day is there twice.']);
    seen.add(day);
  }
  return found;
}

/** Which windows of a day are at fault, `field.<index>`; the day itself where none is by itself. */
function windowProblems(field: string, windows: readonly WindowForm[]): [string, string][] {
  const found: [string, string][] = [];
  const minutes = windows.map(({ from, to }) => [toMinute(from, 'from'), toMinute(to, 'to')] as const);
  for (const [i, [from, to]] of minutes.entries()) {
    const words = () => {
      if (Number.isNaN(from) || Number.isNaN(to)) return 'Say from when to when.';
      if (to <= from) return 'It ends before it begins. What goes past midnight is the next day’s.';
      const meets = minutes.some(([a, b], j) => j < i && from < b && a < to);
      return meets ? 'It overlaps with the hours before it.' : null;
    };
    const said = words();
    if (said) found.push([`${field}.${i}`, said]);
  }
  if (windows.length > limits.windowsPerDay)
    found.push([field, `At most ${limits.windowsPerDay} times a day.`]);
  return found.length ? found : [[field, 'These hours cannot be kept as they are.']];
}

/** The form of a stored draft; null where it is none that this version of the app knows. */
export function calendarOfDraft(body: string): CalendarForm | null {
  return formOfDraft(body, formSchema);
}
