import { expect, test } from 'vitest';
import type { SlaPolicy } from '../../../shared/model/sla-policy.ts';
import { workdays } from '../../../shared/rules/sla/testing/calendars.ts';
import { defaultPolicy } from '../../../shared/rules/sla/targets.ts';
import { conditionWords, measureWords, promiseLines } from './sla-words.ts';
import { targetWords } from './target-words.ts';
import { hoursWords, nextHoliday, weekLengthWords, weekWords } from './week-words.ts';
import { allZones, findZones, offsetWords, placeOf } from './zones.ts';

const names = {
  person: () => 'Ana',
  team: (id: string | null) => `T${id}`,
  tag: (id: string | null) => `#${id}`,
  category: (id: string | null) => `C${id}`,
  tagColor: () => 'grey' as const,
  field: () => 'Meter',
};
const HOUR_MS = 3_600_000;

test.each<[SlaPolicy['conditions'], string]>([
  [{}, 'Every ticket'],
  [{ priorities: ['low', 'urgent'] }, 'Urgent or Low'],
  [{ teamIds: ['1', '2', '3'], tagIds: ['gold'] }, 'team T1, T2 or T3 · tag #gold'],
  [{ priorities: ['high'], categoryIds: ['a'] }, 'High · category Ca'],
])('which tickets: %j', (conditions, words) => {
  expect(conditionWords(conditions, names)).toBe(words);
});

test('what holds without a policy', () => {
  expect(promiseLines(defaultPolicy)).toEqual([
    ['Resolution', 'Urgent 4 hours, High 1 day, Medium 3 days, Low 7 days'],
  ]);
  expect(measureWords(defaultPolicy)).toBe(
    'The time to a resolution stands still while pending. Warns when 75 % of the time is used.',
  );
  expect(measureWords({ ...defaultPolicy, pausedIn: [] })).toContain('never stands still');
});

test.each([
  [HOUR_MS, true, '1 working hour'],
  [8 * HOUR_MS, true, '8 working hours'],
  [24 * HOUR_MS, true, '24 working hours'],
  [24 * HOUR_MS, false, '1 day'],
  [1.5 * HOUR_MS, false, '90 minutes'],
  [100_000, false, '1.7 minutes'],
])('%d ms (working time: %s): %s', (targetMs, business, words) => {
  expect(targetWords({ targetMs, business })).toBe(words);
});

test('a week in words', () => {
  const week = workdays('UTC', [540, 720], [780, 1020]).week;
  expect(weekWords(week)).toBe('Mon–Fri 09:00–12:00, 13:00–17:00');
  expect(weekLengthWords(week)).toBe('35 hours a week');
  const odd = week.with(2, []).with(5, [[0, 1440]]);
  expect(weekWords(odd)).toBe(
    'Mon–Tue 09:00–12:00, 13:00–17:00; Thu–Fri 09:00–12:00, 13:00–17:00; Sat 00:00–24:00',
  );
  expect(hoursWords([])).toBe('closed');
});

test('the next holiday is counted by the day it is there', () => {
  const holidays = ['2026-12-26', '2026-12-25', '2026-01-01'].map((day) => ({ day, name: day, windows: [] }));
  const at = (time: string) => nextHoliday({ holidays, timeZone: 'Asia/Tokyo' }, Date.parse(time))?.day;
  expect(at('2026-12-25T14:00Z')).toBe('2026-12-25');
  expect(at('2026-12-25T16:00Z')).toBe('2026-12-26');
  expect(at('2026-12-27T00:00Z')).toBeUndefined();
});

test('a time zone is found by its place, by words or by its whole name', () => {
  const zones = allZones();
  expect(findZones(zones, 'berl', 3)).toEqual(['Europe/Berlin']);
  expect(findZones(zones, 'lon', 2)).toEqual(['Europe/London', 'Arctic/Longyearbyen']);
  expect(findZones(zones, 'new york', 1)).toEqual(['America/New_York']);
  expect(findZones(zones, 'America/New_York', 1)).toEqual(['America/New_York']);
  expect(findZones(zones, 'utc', 1)).toEqual(['UTC']);
  expect(findZones(zones, 'europe', 8)).toHaveLength(8);
  expect(findZones(zones, 'atlantis', 8)).toEqual([]);
  expect(placeOf('America/Argentina/La_Rioja')).toBe('La Rioja');
});

test.each([
  [0, 'UTC'],
  [HOUR_MS, 'UTC+1'],
  [-3.5 * HOUR_MS, 'UTC−3:30'],
  [5.75 * HOUR_MS, 'UTC+5:45'],
])('%d ms: %s', (offsetMs, words) => {
  expect(offsetWords(offsetMs)).toBe(words);
});
