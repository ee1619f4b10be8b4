import { expect, test } from 'vitest';
import { comingWords, importPreview, skippedWords, textOfBytes, withImported } from './holiday-import.ts';

const day = (date: string, name: string) => ({ day: date, name, windows: [] });
const eve = { day: '2026-12-24', name: 'Christmas Eve', windows: [{ from: '09:00', to: '12:00' }] };
const found = [day('2026-12-24', 'Eve'), day('2026-12-25', 'Christmas'), day('2026-12-26', 'Boxing Day')];

test('what a form has stays as it is, and the rest comes by day', () => {
  const preview = importPreview(found, [day('2027-01-01', 'New Year'), eve]);
  expect(preview).toEqual({
    fresh: found.slice(1),
    known: [{ day: '2026-12-24', name: 'Eve', has: 'Christmas Eve' }],
  });
  expect(withImported([day('2027-01-01', 'New Year'), eve], preview, new Set(['2026-12-26']))).toEqual([
    eve,
    day('2026-12-25', 'Christmas'),
    day('2027-01-01', 'New Year'),
  ]);
});

test('the same file again brings nothing', () => {
  const once = withImported([eve], importPreview(found, [eve]), new Set());
  expect(importPreview(found, once).fresh).toEqual([]);
  expect(withImported(once, importPreview(found, once), new Set())).toEqual(once);
});

test('what comes, in words', () => {
  expect(comingWords([])).toBe('No new days');
  expect(comingWords(found.slice(0, 1))).toMatch(/^1 new day, .*24/);
  expect(comingWords(found)).toMatch(/^3 new days from .*24.* to .*26/);
});

test.each([
  ['cancelled', [], 'is cancelled'],
  ['outside', [], 'is on no day of these years'],
  ['double', ['2026-12-24'], /^is on a day that has a name already \(.*24.*\)$/],
  ['double', ['2026-12-24', '2026-12-25', '2026-12-26', '2026-12-27'], /26.*; …\)$/],
] as const)('why an event did not come: %s %j', (why, days, words) => {
  expect(skippedWords({ name: 'Any', why, days })).toMatch(words);
});

test('a file of an old program is read as it was written', () => {
  expect(textOfBytes(new TextEncoder().encode('Fête du Travail').buffer)).toBe('Fête du Travail');
  expect(textOfBytes(new Uint8Array([0x46, 0xea, 0x74, 0x65]).buffer)).toBe('Fête');
});
