import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { signaturePathSchema } from '../../../shared/model/visit.ts';
import { pathOf, pointIn, strokesOf, withPoint, type Stroke } from './signature-path.ts';

const pad = { left: 10, top: 20, width: 300, height: 100 };

test.each([
  [10, 20, [0, 0]],
  [160, 70, [300, 100]],
  [310, 120, [599, 199]],
  [-500, 9_000, [0, 199]],
] as const)('a pointer at %d, %d is at %j', (x, y, point) => {
  expect(pointIn(pad, x, y)).toEqual(point);
});

test('a dot, a line, and nothing', () => {
  expect(pathOf([])).toBe('');
  expect(pathOf([[[1, 2]], [], [[3, 4], [5, 6]]])).toBe('M1 2 1 2M3 4 5 6'); // prettier-ignore
});

test('points that say nothing more are left out', () => {
  const strokes: Stroke[] = [[[10, 10]]];
  expect(withPoint(strokes, [11, 11])).toBe(strokes);
  expect(withPoint(strokes, [14, 10])).toEqual([[[10, 10], [14, 10]]]); // prettier-ignore
});

test('whatever is drawn, however long, can be kept', () => {
  const moves = fc.array(fc.tuple(fc.double({ noNaN: true, min: -1e4, max: 1e4 }), fc.double({ noNaN: true, min: -1e4, max: 1e4 }), fc.boolean()), { minLength: 1, maxLength: 200 }); // prettier-ignore
  fc.assert(
    fc.property(moves, (drawn) => {
      let strokes: readonly Stroke[] = [[]];
      for (const [x, y, lifts] of drawn) {
        strokes = withPoint(strokes, pointIn(pad, x, y));
        if (lifts) strokes = [...strokes, []];
      }
      const path = pathOf(strokes);
      expect(pathOf(strokesOf(path))).toBe(path);
      expect(path === '' || signaturePathSchema.safeParse(path).success).toBe(true);
    }),
    { numRuns: 200 },
  );
  let scribble: readonly Stroke[] = [[]];
  for (let i = 0; i < 4_000; i += 1) scribble = withPoint(scribble, [i % 2 ? 0 : 599, i % 200]);
  expect(pathOf(scribble).length).toBeGreaterThan(19_000);
  expect(signaturePathSchema.safeParse(pathOf(scribble)).success).toBe(true);
});
