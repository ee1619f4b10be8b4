import { liveQuery } from 'dexie';
import { isConnectionLost, replace, type Reopened } from '../store/connection.ts';

const AGAIN_MS = 500;

/**
 * Follows a live query for as long as somebody looks. The connection to the storage may die under a living page: it is
 * opened anew, the query is asked again over it, and until then its last answer stands. Answers a function that ends it.
 */
export function follow<T>(db: Reopened, query: () => T | Promise<T>, next: (value: T) => void): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  // Dexie keeps the loss of a connection to itself, and would leave the query unanswered for ever.
  const asked = async (): Promise<T> => {
    const over = db.backendDB();
    try {
      return await query();
    } catch (error) {
      if (isConnectionLost(error)) await replace(db, over).catch(() => undefined);
      throw new Error('not read', { cause: error });
    }
  };
  const ask = (): { unsubscribe(): void } =>
    liveQuery(asked).subscribe({
      next,
      error: () => {
        clearTimeout(again);
        again = setTimeout(() => {
          subscription.unsubscribe();
          subscription = ask();
        }, AGAIN_MS);
      },
    });
  let subscription = ask();
  return () => {
    clearTimeout(again);
    subscription.unsubscribe();
  };
}
