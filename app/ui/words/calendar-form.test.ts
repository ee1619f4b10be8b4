import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { businessCalendarSchema, type BusinessCalendar } from '../../../shared/model/business-calendar.ts';
import { calendarAndMoment } from '../../../shared/rules/sla/testing/calendars.ts';
import {
  calendarOfDraft,
  calendarOfForm,
  emptyCalendar,
  formOfCalendar,
  type CalendarForm,
} from './calendar-form.ts';
import { draftOfForm } from './form-draft.ts';

const office: CalendarForm = { ...emptyCalendar('Europe/Berlin'), name: 'Office' };
const monday = (...windows: [string, string][]): Partial<CalendarForm> => ({
  week: [windows.map(([from, to]) => ({ from, to })), [], [], [], [], [], []],
});
const holiday = (day: string, name = 'Holiday', ...windows: [string, string][]) => ({
  day,
  name,
  windows: windows.map(([from, to]) => ({ from, to })),
});
const problemsOf = (change: Partial<CalendarForm>) => calendarOfForm({ ...office, ...change }).problems;

const calendars = calendarAndMoment.map(({ calendar }) => calendar);
const sorted = (calendar: BusinessCalendar): BusinessCalendar => ({
  ...calendar,
  holidays: calendar.holidays.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
});

describe('from a value to the form and back', () => {
  test('any calendar comes back as it was, its holidays by day', () => {
    fc.assert(
      fc.property(calendars, (calendar) => {
        expect(calendarOfForm(formOfCalendar(calendar)).value).toEqual(sorted(calendar));
      }),
    );
  });

  test('any form comes back from its draft', () => {
    fc.assert(
      fc.property(calendars, (calendar) => {
        const form = formOfCalendar(calendar);
        expect(calendarOfDraft(draftOfForm(form))).toEqual(form);
      }),
    );
  });

  test('a whole day ends at midnight', () => {
    const { value } = calendarOfForm({ ...office, ...monday(['00:00', '00:00']) });
    expect(value?.week[0]).toEqual([[0, 1440]]);
  });

  test('hours entered in any order are kept ascending', () => {
    const { value } = calendarOfForm({ ...office, ...monday(['13:00', '17:00'], ['09:00', '12:00']) });
    expect(value?.week[0]).toEqual([[540, 720], [780, 1020]]); // prettier-ignore
  });

  test('what cannot be stored in a name is taken out of it', () => {
    expect(calendarOfForm({ ...office, name: ' Of\u0007fice\ud800 ' }).value?.name).toBe('Of fice\ufffd');
  });
});

test.each<[string, Partial<CalendarForm>, string[]]>([
  ['no name', { name: ' ' }, ['name']],
  ['a name too long', { name: 'x'.repeat(51) }, ['name']],
  ['a zone nobody knows', { timeZone: 'Mars/Olympus' }, ['timeZone']],
  ['no zone', { timeZone: '' }, ['timeZone']],
  ['no working time at all', { week: [[], [], [], [], [], [], []] }, ['week']],
  ['a time not said', monday(['09:00', '']), ['week.0.0']],
  ['an end before its beginning', monday(['09:00', '12:00'], ['17:00', '13:00']), ['week.0.1']],
  ['hours past midnight', monday(['22:00', '06:00']), ['week.0.0']],
  ['hours that overlap', monday(['09:00', '12:00'], ['11:30', '17:00']), ['week.0.1']],
  ['hours inside others, entered first', monday(['11:00', '12:00'], ['09:00', '17:00']), ['week.0.1']],
  ['two faults on a day', monday(['', ''], ['17:00', '13:00']), ['week.0.0', 'week.0.1']],
  ['too many hours a day', monday(...Array.from({ length: 21 }, (_, i): [string, string] => [`${10 + (i % 10)}:0${Math.floor(i / 10)}`, `${10 + (i % 10)}:0${Math.floor(i / 10) + 1}`])), ['week.0']],
  ['a holiday without a day', { holidays: [holiday('')] }, ['holidays.0.day']],
  ['30 February', { holidays: [holiday('2026-02-30')] }, ['holidays.0.day']],
  ['a holiday without a name', { holidays: [holiday('2026-12-25', ' ')] }, ['holidays.0.name']],
  ['a holiday twice', { holidays: [holiday('2026-12-25'), holiday('2026-12-24'), holiday('2026-12-25', 'Again')] }, ['holidays.2.day']],
  ['a holiday with hours that overlap', { holidays: [holiday('2026-12-24', 'Eve', ['09:00', '12:00'], ['11:00', '13:00'])] }, ['holidays.0.1']],
  ['too many holidays', { holidays: Array.from({ length: 501 }, (_, i) => holiday(new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10))) }, ['holidays']],
])('%s is said at its field', (_, change, fields) => {
  const problems = problemsOf(change);
  expect(Object.keys(problems ?? {})).toEqual(fields);
  for (const words of Object.values(problems ?? {})) expect(words).toMatch(/^[A-Z].*\.$/);
}); // prettier-ignore

/** Every place where the screen shows what is wrong. */
const shown =
  /^(name|timeZone|week|week\.[0-6](\.\d+)?|holidays|holidays\.\d+\.(day|name|\d+)|holidays\.\d+)$/;

describe('whatever stands in a form', () => {
  const time = fc.oneof(
    fc.constantFrom('', '00:00', '09:00', '12:30', '17:00', '23:59', '24:00', '9:00', 'noon'),
    fc.string(),
  );
  const windows = fc.array(fc.record({ from: time, to: time }), { maxLength: 4 });
  const forms: fc.Arbitrary<CalendarForm> = fc.record({
    name: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('x'.repeat(60))),
    timeZone: fc.oneof(fc.string(), fc.constantFrom('UTC', 'Europe/Berlin', '+01:00')),
    week: fc.array(windows, { minLength: 7, maxLength: 7 }),
    holidays: fc.array(
      fc.record({
        day: fc.oneof(fc.string(), fc.constantFrom('', '2026-02-29', '2026-12-25', '0000-00-00')),
        name: fc.string({ unit: 'binary' }),
        windows,
      }),
      { maxLength: 4 },
    ),
  });

  test('it is a calendar that the schema takes, or is told apart at fields that are shown', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const { value, problems = {} } = calendarOfForm(form);
        const fields = Object.keys(problems);
        expect(businessCalendarSchema.safeParse(value).success).toBe(fields.length === 0);
        expect(fields.filter((field) => !shown.test(field))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['', '{', 'null', '7', '{}', '{"name":1}', JSON.stringify({ ...office, week: [] })])(
    'no draft of a calendar: %s',
    (body) => {
      expect(calendarOfDraft(body)).toBeNull();
    },
  );
});
