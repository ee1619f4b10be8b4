import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * Takes files that are dropped anywhere on the pane around an element; the browser would leave the app to show them
 * otherwise. True while some are held over it.
 */
export function useDroppedFiles(
  element: RefObject<HTMLElement | null>,
  onFiles: (files: readonly File[]) => void,
): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const pane = element.current?.closest<HTMLElement>('.pane') ?? element.current;
    if (!pane) return undefined;
    const listening = new AbortController();
    const { signal } = listening;
    const held = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    pane.addEventListener(
      'dragover',
      (event) => {
        if (!held(event)) return;
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    pane.addEventListener(
      'dragleave',
      (event) => {
        if (!pane.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      { signal },
    );
    pane.addEventListener(
      'drop',
      (event) => {
        if (!held(event)) return;
        event.preventDefault();
        setOver(false);
        latest.current([...(event.dataTransfer?.files ?? [])]);
      },
      { signal },
    );
    return () => listening.abort();
  }, [element]);
  return over;
}
