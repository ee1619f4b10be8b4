import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarOfForm, emptyCalendar, type WindowForm } from './calendar-form.ts';
import { takesBreak, withBreak, withMondayOn, withMore } from './week-edit.ts';

const day = (...windows: [string, string][]): WindowForm[] => windows.map(([from, to]) => ({ from, to }));

test.each<[string, WindowForm[], WindowForm[]]>([
  ['at noon', day(['09:00', '17:00']), day(['09:00', '12:00'], ['13:00', '17:00'])],
  ['of a short day', day(['11:00', '14:00']), day(['11:00', '12:00'], ['12:30', '14:00'])],
  ['in the middle of a night', day(['00:00', '08:00']), day(['00:00', '03:30'], ['04:30', '08:00'])],
  ['of the longest time', day(['06:00', '07:00'], ['13:00', '00:00']), day(['06:00', '07:00'], ['13:00', '18:00'], ['19:00', '00:00'])],
  ['of a day too short for one', day(['09:00', '10:00']), day(['09:00', '10:00'])],
  ['of a closed day', [], []],
  ['where nothing is entered yet', day(['', '']), day(['', ''])],
])('a break %s', (_, before, after) => {
  expect(withBreak(before)).toEqual(after);
  expect(takesBreak(before)).toBe(after.length > before.length);
}); // prettier-ignore

test.each<[string, WindowForm[], WindowForm[]]>([
  ['on a closed day', [], day(['09:00', '17:00'])],
  ['after the last', day(['09:00', '12:00']), day(['09:00', '12:00'], ['13:00', '14:00'])],
  ['where there is no room', day(['09:00', '23:00']), day(['09:00', '23:00'], ['', ''])],
  ['where one is not entered yet', day(['09:00', '']), day(['09:00', ''], ['', ''])],
])('one more time %s', (_, before, after) => {
  expect(withMore(before)).toEqual(after);
});

test('Monday on other days, each with hours of its own from then on', () => {
  const { week } = emptyCalendar('UTC');
  const early = [day(['06:00', '14:00']), ...week.slice(1)];
  const copied = withMondayOn(early, [1, 6]);
  expect(copied).toEqual([early[0], early[0], ...week.slice(2, 6), early[0]]);
});

test('of good hours no break makes bad ones', () => {
  const quarters = fc.uniqueArray(fc.nat(95), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(quarters, (picked) => {
      const times = picked
        .sort((a, b) => a - b)
        .map((n) => `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`);
      const windows: WindowForm[] = [];
      for (let i = 0; i + 1 < times.length; i += 2)
        windows.push({ from: times[i] ?? '', to: times[i + 1] ?? '' });
      const broken = withBreak(windows);
      const form = { ...emptyCalendar('UTC'), name: 'Any', week: [broken, [], [], [], [], [], []] };
      expect(calendarOfForm(form).problems).toBeUndefined();
    }),
  );
});
