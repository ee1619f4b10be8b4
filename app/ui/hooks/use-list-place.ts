import { useEffect, useRef, type RefObject } from 'react';

/** Where the reader was in the list, kept while a ticket covers it. */
export interface ListPlace {
  url: string;
  offset: number;
  index: number;
}

/** Remembers where the reader is; another view starts at its top. */
export function useListPlace(
  placeRef: RefObject<ListPlace>,
  url: string,
  offset: number,
  index: number,
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
    placeRef.current = { url, offset, index };
  }, [placeRef, url, offset, index]);
}
