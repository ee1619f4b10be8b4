import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptSize, PICTURE_BYTES, thumbSize } from './picture-size.ts';

test.each([
  ['lying', 4000, 3000, 3_000_000, { width: 1440, height: 1080 }],
  ['standing', 3000, 4000, 3_000_000, { width: 1080, height: 1440 }],
  ['wide', 4032, 1816, 3_000_000, { width: 1920, height: 864 }],
  ['small in pixels', 800, 600, 3_000_000, { width: 800, height: 600 }],
  ['small in bytes', 4000, 3000, PICTURE_BYTES, { width: 4000, height: 3000 }],
])('a picture that is %s', (_, width, height, bytes, kept) => {
  expect(keptSize({ width, height }, bytes)).toEqual(kept);
});

test('whatever its sides, it fits and keeps its shape', () => {
  const side = fc.integer({ min: 1, max: 40_000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const kept = keptSize({ width, height }, PICTURE_BYTES + 1);
      expect(Math.max(kept.width, kept.height)).toBeLessThanOrEqual(1920);
      expect(Math.min(kept.width, kept.height)).toBeLessThanOrEqual(1080);
      expect(Math.min(kept.width, kept.height)).toBeGreaterThanOrEqual(1);
      expect(kept.width > kept.height).toBe(width > height && kept.width !== kept.height);
      const thumb = thumbSize(kept);
      expect(Math.max(thumb.width, thumb.height)).toBeLessThanOrEqual(320);
    }),
  );
});
