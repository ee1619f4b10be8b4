import { signatureGrid } from '../../../shared/model/visit.ts';

/** A point in the grid of signatures. */
export type Point = readonly [x: number, y: number];
/** What one touch of the pen drew. */
export type Stroke = readonly Point[];

/** Points nearer than this to the last one say nothing more, in units of the grid. */
const NEAR = 3;
/** As long as a kept path may be (shared/model/visit.ts), less the longest that a point takes. */
const CHARS_MAX = 20_000 - 8;

/** Where in the grid a pointer is over an element of this place and size. */
export function pointIn(
  { left, top, width, height }: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>,
  x: number,
  y: number,
): Point {
  const along = (at: number, from: number, size: number, max: number): number =>
    Math.min(max - 1, Math.max(0, Math.round(((at - from) / (size || 1)) * max)));
  return [along(x, left, width, signatureGrid.width), along(y, top, height, signatureGrid.height)];
}

/** The strokes with a point added to the last one: as they were where it adds nothing, or nothing more can be kept. */
export function withPoint(strokes: readonly Stroke[], point: Point): readonly Stroke[] {
  const last = strokes.at(-1) ?? [];
  const before = last.at(-1);
  if (before && Math.hypot(before[0] - point[0], before[1] - point[1]) < NEAR) return strokes;
  if (pathOf(strokes).length > CHARS_MAX) return strokes;
  return [...strokes.slice(0, -1), [...last, point]];
}

/** The path that strokes are kept as: `M10 20 30 40M5 6 7 8`. A dot is a line to itself. */
export function pathOf(strokes: readonly Stroke[]): string {
  return strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => (stroke.length === 1 ? [...stroke, ...stroke] : stroke))
    .map((stroke) => `M${stroke.map(([x, y]) => `${x} ${y}`).join(' ')}`)
    .join('');
}

/** The strokes of a kept path. */
export const strokesOf = (path: string): readonly Stroke[] =>
  path.split('M').flatMap((stroke) => {
    const numbers = stroke.split(' ').map(Number);
    const points = numbers.flatMap((x, i): Point[] => (i % 2 ? [] : [[x, numbers[i + 1] ?? 0]]));
    return stroke === '' ? [] : [points];
  });
