import { liveQuery } from 'dexie';
import { useEffect, useState } from 'react';
import { sameJson } from '../../shared/lib/fingerprint.ts';

/**
 * A live query whose screen is drawn again only when its answer has changed: what it reads changes with every write,
 * what it answers hardly ever. Undefined until the first answer. `key` names what the query depends on.
 */
export function useLiveValue<T>(query: () => Promise<T>, key: string): T | undefined {
  const [held, setHeld] = useState<{ key: string; value: T } | undefined>(undefined);
  useEffect(() => {
    const subscription = liveQuery(query).subscribe({
      next: (value) =>
        setHeld((before) => (before?.key === key && sameJson(before.value, value) ? before : { key, value })),
      // The database is being opened again, or is gone with its person: the last answer stands.
      error: () => undefined,
    });
    return () => subscription.unsubscribe();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for what the query depends on
  }, [key]);
  return held?.key === key ? held.value : undefined;
}
