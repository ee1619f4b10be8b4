import { useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { signatureGrid } from '../../../shared/model/visit.ts';
import { pathOf, pointIn, strokesOf, withPoint, type Stroke } from '../words/signature-path.ts';

interface SignaturePadProps {
  /** What was drawn before, as it is kept. */
  path: string;
  onPath: (path: string) => void;
}

/**
 * Where a finger, a pen or a mouse draws. The page neither scrolls nor zooms under it. Whoever draws nothing types a name
 * instead, which is asked for anyway: nothing here needs a pointer.
 */
export function SignaturePad({ path, onPath }: SignaturePadProps): ReactNode {
  const [strokes, setStrokes] = useState(() => strokesOf(path));
  const drawing = useRef<number | null>(null);
  const latest = useRef(strokes);
  const show = (next: readonly Stroke[]) => {
    latest.current = next;
    setStrokes(next);
  };
  const begin = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0 || drawing.current !== null) return;
    drawing.current = event.pointerId;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = pointIn(event.currentTarget.getBoundingClientRect(), event.clientX, event.clientY);
    show(withPoint([...latest.current, []], at));
  };
  const draw = (event: PointerEvent<SVGSVGElement>) => {
    if (event.pointerId !== drawing.current) return;
    const place = event.currentTarget.getBoundingClientRect();
    // A quick hand is between two frames more often than once.
    const seen = event.nativeEvent.getCoalescedEvents?.() ?? [];
    let next = latest.current;
    for (const one of seen.length ? seen : [event])
      next = withPoint(next, pointIn(place, one.clientX, one.clientY));
    show(next);
  };
  const end = (event: PointerEvent<SVGSVGElement>) => {
    if (event.pointerId !== drawing.current) return;
    drawing.current = null;
    onPath(pathOf(latest.current));
  };
  return (
    <div className="signature-pad">
      <svg
        className="signature"
        role="img"
        aria-label="Sign here with a finger, a pen or the mouse"
        data-testid="signature-pad"
        viewBox={`0 0 ${signatureGrid.width} ${signatureGrid.height}`}
        onPointerDown={begin}
        onPointerMove={draw}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <path className="signature-line" d="M30 160 570 160" />
        <path d={pathOf(strokes)} />
      </svg>
      <button
        type="button"
        className="button"
        disabled={strokes.length === 0}
        onClick={() => {
          show([]);
          onPath('');
        }}
      >
        Clear
      </button>
    </div>
  );
}
