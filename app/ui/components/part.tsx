import {
  lazy,
  Suspense,
  useSyncExternalStore,
  type ComponentType,
  type LazyExoticComponent,
  type ReactNode,
} from 'react';
import { loadSurely } from '../../session/load-surely.ts';
import { Glyph } from './glyph.tsx';

/** How many parts were asked for, could not be fetched, and are tried again. */
let missing = 0;
const watching = new Set<() => void>();

function count(by: number): void {
  missing += by;
  for (const changed of watching) changed();
}

/**
 * A component that is fetched when it is first shown, and asked for again until it comes: before the worker keeps the
 * whole app, a network that goes away must cost a part of it, not the screen. Shown within a `Part`.
 */
export function lazyPart<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    let counted = false;
    const failed = () => {
      if (!counted) count(1);
      counted = true;
    };
    const part = await loadSurely(load, { failed });
    if (counted) count(-1);
    return { default: part };
  });
}

/** Where a lazy part is shown: `fallback` while it is fetched, and what is amiss where it cannot be. */
export function Part({ fallback, children }: { fallback?: ReactNode; children: ReactNode }): ReactNode {
  return <Suspense fallback={<Coming>{fallback}</Coming>}>{children}</Suspense>;
}

function Coming({ children }: { children: ReactNode }): ReactNode {
  const isMissing = useSyncExternalStore(
    (changed) => {
      watching.add(changed);
      return () => watching.delete(changed);
    },
    () => missing > 0,
  );
  if (!isMissing) return children;
  return (
    <div className="part-missing" role="status" data-testid="part-missing">
      <Glyph name="offline" />
      <p>
        This part of Waypost is not on this device yet and cannot be fetched now. It opens by itself as soon
        as it can be. What you wrote is kept.
      </p>
    </div>
  );
}
