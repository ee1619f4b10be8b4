import { expect, test } from 'vitest';
import { parseTime } from './local-time.ts';

const boston = 'America/New_York';

test.each([
  ['winter', '2022-01-21 13:47:00', boston, '2022-01-21T18:47:00Z'],
  ['summer', '2022-07-21 13:47:00', boston, '2022-07-21T17:47:00Z'],
  ['with T', '2022-07-21T13:47:09', boston, '2022-07-21T17:47:09Z'],
  ['without seconds', '2022-01-21 13:47', boston, '2022-01-21T18:47:00Z'],
  ['without a time', '2022-01-21', boston, '2022-01-21T05:00:00Z'],
  ['last minute before the clocks go forward', '2022-03-13 01:59:59', boston, '2022-03-13T06:59:59Z'],
  ['an hour that never was', '2022-03-13 02:30:00', boston, '2022-03-13T07:30:00Z'],
  ['first minute after it', '2022-03-13 03:00:00', boston, '2022-03-13T07:00:00Z'],
  ['an hour that was twice: its first', '2022-11-06 01:30:00', boston, '2022-11-06T05:30:00Z'],
  ['after that hour', '2022-11-06 02:00:00', boston, '2022-11-06T07:00:00Z'],
  ['with Z', '2022-01-21T13:47:00Z', boston, '2022-01-21T13:47:00Z'],
  ['with an offset', '2022-01-21 13:47:00+05:30', boston, '2022-01-21T08:17:00Z'],
  ['with hours of offset, as PostgreSQL writes', '2022-01-21 13:47:00+00', boston, '2022-01-21T13:47:00Z'],
  ['with fractions', '2022-01-21T13:47:00.123456Z', 'UTC', '2022-01-21T13:47:00Z'],
  ['east of Greenwich, on a half hour', '2022-01-21 13:47:00', 'Asia/Kolkata', '2022-01-21T08:17:00Z'],
  ['before 1970', '1962-06-01 12:00:00', 'Europe/Berlin', '1962-06-01T11:00:00Z'],
])('%s', (_, text, zone, expected) => {
  expect(new Date(parseTime(text, zone) ?? Number.NaN).toISOString()).toBe(expected.replace('Z', '.000Z'));
});

test.each([
  ['1/21/2022 1:47 PM', 'mdy', '2022-01-21T18:47:00.000Z'],
  ['12/31/2022 12:05:00 AM', 'mdy', '2022-12-31T05:05:00.000Z'],
  ['21.01.2022 13:47', 'dmy', '2022-01-21T18:47:00.000Z'],
  ['21/01/2022', 'dmy', '2022-01-21T05:00:00.000Z'],
] as const)('%s, read as %s', (text, order, expected) => {
  expect(new Date(parseTime(text, boston, order) ?? Number.NaN).toISOString()).toBe(expected);
});

test.each([
  '', 'yesterday', '2022-02-30 10:00:00', '2022-13-01', '2022-01-21 24:00:00', '2022-01-21 10:60', '21.01.2022',
  '2022-1-1', '1642772820', '2022-01-21 10:00:00+25:00', '2022-01-21 10:00 EST', '0000-00-00 00:00:00',
])('%s is no time', (text) => {
  expect(parseTime(text, boston)).toBeUndefined();
}); // prettier-ignore

test('a day or an hour that is none is refused in every order', () => {
  expect(parseTime('13/13/2022', boston, 'mdy')).toBeUndefined();
  expect(parseTime('1/21/2022 13:00 PM', boston, 'mdy')).toBeUndefined();
});
