import { useEffect, useRef, type RefObject } from 'react';

/**
 * For what opens in the place of the button that opens it: once that has closed the focus goes to the element with this
 * ref, unless it went elsewhere. Else it would fall to the page's beginning.
 */
export function useFocusBack<T extends HTMLElement>(open: boolean): RefObject<T | null> {
  const opener = useRef<T>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open && document.activeElement === document.body)
      opener.current?.focus({ preventScroll: true });
    wasOpen.current = open;
  }, [open]);
  return opener;
}
