import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { ThreadItem } from '../../queries/types.ts';
import { earlierFrom, firstFrom, startOf } from '../words/thread-window.ts';

export interface ThreadWindow {
  /** The first item in the page; 0 where all are. */
  start: number;
  showEarlier: () => void;
  showAll: () => void;
  /** What stands before the first item: scrolling up to it shows more. */
  edge: (element: HTMLElement | null) => (() => void) | void;
  /** For who cannot see what has come. */
  said: string;
}

const idOf = (item: ThreadItem): string => {
  if (item.type === 'message') return item.message.id;
  return item.type === 'event' ? item.event.id : item.ticket.id;
};
/** How far from the top of the pane more is fetched: about a turn of the wheel. */
const aheadPx = 300;

const paneOf = (list: HTMLElement | null) => list?.closest<HTMLElement>('.pane') ?? null;
const itemIn = (list: HTMLElement | null, id: string) =>
  list?.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`) ?? null;

/**
 * Which part of a conversation is in the page. A long one opens at its end, and grows backwards: by its buttons, or by
 * scrolling up. What one reads stays where it is. All of it is real text in the page once shown, for the browser's own
 * search and for screen readers.
 */
export function useThreadWindow(
  thread: readonly ThreadItem[],
  list: RefObject<HTMLElement | null>,
): ThreadWindow {
  const ids = useMemo(() => thread.map(idOf), [thread]);
  const [from, setFrom] = useState(() => firstFrom(ids));
  const [all, setAll] = useState(false);
  const [said, setSaid] = useState('');
  const start = startOf(ids, from);
  const first = ids[start];
  /** Where the first item stood before more came over it, and whether the focus goes to what came. */
  const held = useRef<{ id: string; top: number; focus: boolean } | null>(null);

  const reveal = useCallback(
    (focus: boolean) => {
      const element = first === undefined ? null : itemIn(list.current, first);
      if (!element || first === undefined) return;
      held.current = { id: first, top: element.getBoundingClientRect().top, focus };
      const next = earlierFrom(ids, start);
      setFrom(next);
      setSaid(`${start - startOf(ids, next)} earlier entries are shown.`);
    },
    [first, ids, list, start],
  );

  useEndInView(list, from !== null);
  useLayoutEffect(() => {
    if (!held.current) return;
    const { id, top, focus } = held.current;
    held.current = null;
    const element = itemIn(list.current, id);
    if (!element) return;
    paneOf(element)?.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: 'instant' });
    const newest = element.previousElementSibling;
    if (focus && newest instanceof HTMLElement) newest.focus({ preventScroll: true });
  });

  // All of a long one at once would stop the page for a moment: a part with each frame does not.
  useEffect(() => {
    if (!all || start === 0) return undefined;
    const frame = requestAnimationFrame(() => reveal(false));
    return () => cancelAnimationFrame(frame);
  }, [all, start, reveal]);

  const latest = useRef(reveal);
  useEffect(() => {
    latest.current = reveal;
  });
  const edge = useCallback((element: HTMLElement | null) => {
    const pane = paneOf(element);
    return element && pane ? whenScrolledUpTo(element, pane, () => latest.current(false)) : undefined;
  }, []);
  const showEarlier = () => reveal(true);
  const showAll = () => {
    reveal(true);
    setAll(true);
  };
  return { start, showEarlier, showAll, edge, said };
}

/** A conversation too long to be shown whole is opened to read what is new. */
function useEndInView(list: RefObject<HTMLElement | null>, long: boolean): void {
  const atFirst = useRef(long);
  useLayoutEffect(() => {
    const pane = paneOf(list.current);
    if (atFirst.current) pane?.scrollTo({ top: pane.scrollHeight, behavior: 'instant' });
  }, [list]);
}

/**
 * Calls `reached` when scrolling up brings the element in. Not when it comes from below, and not at the very top, where
 * one reads the title: there its buttons are at hand.
 */
function whenScrolledUpTo(element: HTMLElement, pane: HTMLElement, reached: () => void): () => void {
  const observer = new IntersectionObserver(
    ([entry]) => {
      const height = entry?.rootBounds?.height ?? 0;
      // Who came to its buttons by the keyboard is about to say what to do.
      const chosen = element.contains(document.activeElement);
      if (!entry?.isIntersecting || pane.scrollTop === 0 || chosen) return;
      if (entry.boundingClientRect.top - (entry.rootBounds?.top ?? 0) < height / 2) reached();
    },
    { root: pane, rootMargin: `${aheadPx}px 0px 0px` },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
