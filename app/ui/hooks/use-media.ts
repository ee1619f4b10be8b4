import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  // The same function for the same query, so that React does not subscribe anew at every render.
  const subscribe = useCallback(
    (tell: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', tell);
      return () => media.removeEventListener('change', tell);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** How the shell stands: a bottom bar, a narrow rail, or a full sidebar; `wide` has room for list and ticket. */
export type Layout = 'phone' | 'rail' | 'desk' | 'wide';

export function useLayout(): Layout {
  const rail = useMedia('(width >= 720px)');
  const desk = useMedia('(width >= 1080px)');
  const wide = useMedia('(width >= 1280px)');
  if (wide) return 'wide';
  if (desk) return 'desk';
  return rail ? 'rail' : 'phone';
}

function subscribeToNetwork(tell: () => void): () => void {
  addEventListener('online', tell);
  addEventListener('offline', tell);
  return () => {
    removeEventListener('online', tell);
    removeEventListener('offline', tell);
  };
}

/** The browser's own hint; it may be wrong, so nothing but words may depend on it. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribeToNetwork, () => navigator.onLine);
}
