import { useEffect, useState } from 'react';
import { sameJson } from '../../shared/lib/fingerprint.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { follow } from './live.ts';

/**
 * A live query whose screen is drawn again only when its answer has changed: what it reads changes with every write,
 * what it answers hardly ever. Undefined until the first answer. `key` names what the query depends on.
 */
export function useLiveValue<T>(query: () => Promise<T>, key: string): T | undefined {
  const db = openDatabase(currentAccount().key);
  const [held, setHeld] = useState<{ key: string; value: T } | undefined>(undefined);
  useEffect(
    () =>
      follow(db, query, (value) =>
        setHeld((before) => (before?.key === key && sameJson(before.value, value) ? before : { key, value })),
      ),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key stands for what the query depends on
    [key],
  );
  return held?.key === key ? held.value : undefined;
}
