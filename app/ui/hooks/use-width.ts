import { useLayoutEffect, useState, type RefObject } from 'react';

/** The width of an element in CSS pixels, 0 before it is laid out. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** From this width of a ticket on its facts stand beside the conversation. */
const asideFromPx = 880;

/** Whether a ticket's facts stand beside its conversation. */
export const useRoomy = (ref: RefObject<HTMLElement | null>): boolean => useWidth(ref) >= asideFromPx;
