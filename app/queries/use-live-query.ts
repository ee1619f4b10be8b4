import { useObservable } from 'dexie-react-hooks';
import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { follow } from './live.ts';

/**
 * A live query's latest answer; undefined until the first. `deps` are what the query depends on. Unlike the library's
 * own it survives a lost connection to the storage, instead of throwing into the screen.
 */
export function useLiveQuery<T>(query: () => Promise<T>, deps: readonly unknown[]): T | undefined {
  const db = openDatabase(currentAccount().key);
  const observable = () => ({
    subscribe: (next: (value: T) => void) => {
      const end = follow(db, query, next);
      return { unsubscribe: end };
    },
  });
  return useObservable(observable as never, deps as unknown[]) as T | undefined;
}
