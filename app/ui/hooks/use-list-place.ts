import { useEffect, useRef, type RefObject } from 'react';

/** How far the list is scrolled, in CSS pixels, and which row the reader was at, -1 for none. */
interface Place {
  offset: number;
  index: number;
}

/** Where the reader was in the list, kept while a ticket covers it. */
export class ListPlace {
  #url = '';
  #place: Place = { offset: 0, index: -1 };

  /** Where to begin in a view: where it was left, if it is the one that was seen last. */
  in(url: string): Place {
    return url === this.#url ? this.#place : { offset: 0, index: -1 };
  }

  remember(url: string, place: Place): void {
    this.#url = url;
    this.#place = place;
  }
}

/** Remembers where the reader is, and how far `scroller` is scrolled; another view starts at its top. */
export function useListPlace(
  place: ListPlace,
  scroller: RefObject<HTMLElement | null>,
  { url, index }: { url: string; index: number },
  toTop: () => void,
): void {
  const startOver = useRef(toTop);
  useEffect(() => {
    startOver.current = toTop;
  });
  const shown = useRef(url);
  useEffect(() => {
    if (shown.current !== url) startOver.current();
    shown.current = url;
  }, [url]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const remember = () => place.remember(url, { index, offset: element.scrollTop });
    remember();
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [place, scroller, url, index]);
}
