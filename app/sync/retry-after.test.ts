import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.UTC(2026, 10, 21, 4, 0, 0);
const date = (atMs: number): string => new Date(atMs).toUTCString();

test.each<[string, Record<string, string>, number | null]>([
  ['nothing', {}, null],
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['no seconds at all', { 'retry-after': '0' }, null],
  ['a date, by the server clock', { 'retry-after': date(now + 90_000), date: date(now) }, 90_000],
  ['a date on a device in 1999', { 'retry-after': date(now + 90_000), date: date(now) }, 90_000],
  ['a date without a clock beside it', { 'retry-after': date(now + 30_000) }, 30_000],
  ['a date that has passed', { 'retry-after': date(now - 1_000), date: date(now) }, null],
  ['words', { 'retry-after': 'soon' }, null],
  ['a negative number', { 'retry-after': '-5' }, null],
  ['seven hours', { 'retry-after': '25200' }, 25_200_000],
  ['a century', { 'retry-after': '3155760000' }, 86_400_000],
])('%s', (name, headers, ms) => {
  const deviceNow = name.includes('1999') ? Date.UTC(1999, 0, 1) : now;
  expect(retryAfterMs(new Headers(headers), deviceNow)).toBe(ms);
});
