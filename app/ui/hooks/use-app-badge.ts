import { useEffect } from 'react';

/** Badges of an installed app; not every browser has them. */
interface Badges {
  setAppBadge?: (count: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
}

/** Shows on the installed app's icon how much is unread or needs attention; nothing where nothing is, or where nobody is signed in. */
export function useAppBadge(count: number): void {
  useEffect(() => {
    const badges = navigator as Badges;
    // A browser may refuse one to a page that is not installed: then there is no icon to show it on.
    const told = count > 0 ? badges.setAppBadge?.(count) : badges.clearAppBadge?.();
    told?.catch(() => undefined);
  }, [count]);
  useEffect(() => () => void (navigator as Badges).clearAppBadge?.().catch(() => undefined), []);
}
