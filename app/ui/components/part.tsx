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

/** What fetches the parts that were asked for, could not be had, and are tried again. */
const missing = new Set<() => Promise<unknown>>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const changed = (): void => {
  for (const listener of listeners) listener();
};

/**
 * A component that is fetched when it is first shown, and asked for again until it comes: before the worker keeps the
 * whole app, a network that goes away must cost a part of it, not the screen. Shown within a `Part`.
 */
export function lazyPart<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    const failed = () => {
      missing.add(load);
      changed();
    };
    const part = await loadSurely(load, { failed });
    if (missing.delete(load)) changed();
    return { default: part };
  });
}

/** Where a lazy part is shown: `fallback` while it is fetched, and what is amiss where it cannot be. */
export function Part({ fallback, children }: { fallback?: ReactNode; children: ReactNode }): ReactNode {
  return <Suspense fallback={<Coming>{fallback}</Coming>}>{children}</Suspense>;
}

function Coming({ children }: { children: ReactNode }): ReactNode {
  const isMissing = useSyncExternalStore(subscribe, () => missing.size > 0);
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
