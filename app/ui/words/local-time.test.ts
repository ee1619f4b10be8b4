import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldTime, timeInField } from './local-time.ts';

const MINUTE_MS = 60_000;

test('what a field shows is read back as it was, to the minute', () => {
  const year2000 = Date.UTC(2000, 0, 1);
  const minutes = fc.integer({ min: 0, max: 40 * 365 * 24 * 60 });
  fc.assert(
    fc.property(minutes, (minute) => {
      const at = year2000 + minute * MINUTE_MS;
      const read = timeInField(fieldTime(at)) ?? 0;
      // An hour that comes twice is read as its first.
      expect([0, 60 * MINUTE_MS]).toContain(at - read);
      expect(fieldTime(read)).toBe(fieldTime(at));
    }),
  );
});

test.each(['', 'soon', '2026-11-24', '2026-13-40T10:00'])('%j is no moment', (text) => {
  expect(timeInField(text)).toBeNull();
});
