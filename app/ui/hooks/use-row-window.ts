import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

/** So many rows beyond either edge are in the page as well: a turn of the wheel shows no gap. */
const BESIDE = 8;

/** The first and the last row of which something is in sight. */
interface InSight {
  first: number;
  last: number;
}

interface RowWindow {
  /** The rows that belong into the page, in their order. */
  indexes: number[];
  /** Brings a row into sight, moving no further than it must. */
  scrollTo: (index: number) => void;
  toTop: () => void;
}

/**
 * Which rows of a long list stand in the page, where all rows are `rowPx` CSS pixels high: those in sight, some beside
 * them, and `kept` (a row's index, or -1), which has the focus. The list starts scrolled to `offset`.
 *
 * Rows of one height need a division and no measuring; a library that measures is 8 kB of the first screen's scripts.
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  { count, rowPx, kept, offset }: { count: number; rowPx: number; kept: number; offset: number },
): RowWindow {
  const [inSight, setInSight] = useState<InSight>({ first: 0, last: -1 });
  const starts = useRef(offset);
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: starts.current });
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = () => {
      const { first, last } = rowsInSight(element.scrollTop, element.clientHeight, rowPx);
      setInSight((was) => (was.first === first && was.last === last ? was : { first, last }));
    };
    // Within the event: drawn a frame later, a fast turn of the wheel would show nothing for that long.
    const scrolled = () => flushSync(look);
    look();
    element.addEventListener('scroll', scrolled, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      observer.disconnect();
    };
  }, [scroller, rowPx]);
  return {
    indexes: rowsInPage(inSight, count, kept),
    scrollTo(index) {
      const element = scroller.current;
      if (!element) return;
      const top = index * rowPx;
      const { scrollTop, clientHeight } = element;
      if (top < scrollTop) element.scrollTo({ top });
      else if (top + rowPx > scrollTop + clientHeight) element.scrollTo({ top: top + rowPx - clientHeight });
    },
    toTop() {
      scroller.current?.scrollTo({ top: 0 });
    },
  };
}

/** The rows of which something is in sight, in a list scrolled down by `offset` and `height` high; all in CSS pixels. */
export function rowsInSight(offset: number, height: number, rowPx: number): InSight {
  return { first: Math.floor(offset / rowPx), last: Math.ceil((offset + height) / rowPx) - 1 };
}

/** The rows to draw: what is in sight and beside it, and `kept` wherever it is. A list that grew short shows its end. */
export function rowsInPage({ first, last }: InSight, count: number, kept: number): number[] {
  const end = Math.min(count - 1, last + BESIDE);
  const begin = Math.max(0, Math.min(first, end - (last - first)) - BESIDE);
  const indexes = Array.from({ length: Math.max(0, end - begin + 1) }, (_, step) => begin + step);
  if (kept < 0 || kept >= count) return indexes;
  if (kept < begin) return [kept, ...indexes];
  return kept > end ? [...indexes, kept] : indexes;
}
