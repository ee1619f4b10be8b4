import { expect, test } from 'vitest';
import { businessCalendarSchema, type BusinessCalendar } from './business-calendar.ts';

const day: [number, number][] = [[540, 720], [780, 1020]]; // prettier-ignore
const calendar: BusinessCalendar = {
  name: 'Office',
  timeZone: 'Europe/Berlin',
  week: [day, day, day, day, day, [], []],
  holidays: [
    { day: '2026-12-25', name: 'Christmas Day', windows: [] },
    { day: '2026-12-24', name: 'Christmas Eve', windows: [[540, 720]] },
  ],
};
const monday = (...windows: unknown[]) => ({ week: [windows, [], [], [], [], [], []] });
const holiday = (day: string, windows: unknown[] = []) => ({ holidays: [{ day, name: 'Holiday', windows }] });
const days = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    day: new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
    name: 'Holiday',
    windows: [],
  }));
const windows = (count: number) => Array.from({ length: count }, (_, i) => [i * 10, i * 10 + 5]);

test.each<[string, object]>([
  ['as it is', {}],
  ['a whole day', monday([0, 1440])],
  ['windows that meet', monday([0, 60], [60, 120])],
  ['20 windows a day', monday(...windows(20))],
  ['500 holidays', { holidays: days(500) }],
  ['a leap day', holiday('2028-02-29')],
  ['a zone of one word', { timeZone: 'UTC' }],
])('a calendar with %s', (_, change) => {
  expect(businessCalendarSchema.safeParse({ ...calendar, ...change }).error).toBeUndefined();
});

test.each<[string, object]>([
  ['an unknown field', { open: true }],
  ['no name', { name: ' ' }],
  ['a name too long', { name: 'x'.repeat(51) }],
  ['a zone nobody knows', { timeZone: 'Mars/Olympus' }],
  ['an offset for a zone', { timeZone: '+02:00' }],
  ['no zone', { timeZone: '' }],
  ['six days a week', { week: [day, day, day, day, day, day] }],
  ['eight days a week', { week: [day, day, day, day, day, day, day, day] }],
  ['weeks without any time', { week: [[], [], [], [], [], [], []] }],
  ['weeks without any time, but for a holiday', { week: [[], [], [], [], [], [], []], ...holiday('2026-12-24', [[0, 60]]) }],
  ['a window that ends before it begins', monday([600, 540])],
  ['a window of nothing', monday([600, 600])],
  ['windows that overlap', monday([540, 720], [700, 800])],
  ['windows out of order', monday([780, 1020], [540, 720])],
  ['a window beyond midnight', monday([1320, 1500])],
  ['a window before midnight', monday([-60, 60])],
  ['half minutes', monday([540.5, 720])],
  ['a window of three times', monday([540, 720, 780])],
  ['21 windows a day', monday(...windows(21))],
  ['501 holidays', { holidays: days(501) }],
  ['a holiday twice', { holidays: [...days(1), ...days(1)] }],
  ['30 February', holiday('2026-02-30')],
  ['29 February in no leap year', holiday('2026-02-29')],
  ['month 13', holiday('2026-13-01')],
  ['month 0', holiday('2026-00-10')],
  ['a day written otherwise', holiday('25.12.2026')],
  ['a holiday with windows that overlap', holiday('2026-12-24', [[0, 60], [30, 90]])],
])('no calendar with %s', (_, change) => {
  expect(businessCalendarSchema.safeParse({ ...calendar, ...change }).success).toBe(false);
}); // prettier-ignore
