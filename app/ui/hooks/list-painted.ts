import { useEffect } from 'react';

const paintedMark = 'waypost:list-painted';

/** Marks when tickets were first on the screen, once a page load; benchmarks read it, too. */
export function useListPainted(): void {
  useEffect(() => {
    if (performance.getEntriesByName(paintedMark).length > 0) return undefined;
    const frame = requestAnimationFrame(() => performance.mark(paintedMark));
    return () => cancelAnimationFrame(frame);
  }, []);
}

/** Calls `then` once tickets are or have been on the screen; answers how to give that up. */
export function onListPainted(then: () => void): () => void {
  const observer = new PerformanceObserver((entries) => {
    if (entries.getEntriesByName(paintedMark).length === 0) return;
    observer.disconnect();
    then();
  });
  observer.observe({ type: 'mark', buffered: true });
  return () => observer.disconnect();
}
