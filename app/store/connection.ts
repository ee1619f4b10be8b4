import { isBehind } from '../../shared/lib/error-chain.ts';

/** What browsers say when the connection to IndexedDB has died under a living page (facts.md, Browser). */
const LOST = ['UnknownError', 'InvalidStateError', 'DatabaseClosedError'];

const TRIES = 4;
const PAUSE_MS = 60;

/** Whether an error means that the connection is gone, and not that something is wrong with what was asked. */
export function isConnectionLost(error: unknown): boolean {
  return isBehind(error, LOST);
}

/** A database of this app; `forgotten` where it was signed out of. */
export interface Reopened {
  readonly forgotten?: boolean;
  /** The connection in use; null while there is none. */
  backendDB(): unknown;
  close(how: { disableAutoOpen: boolean }): void;
  open(): PromiseLike<unknown>;
}

/** Opens a connection anew. A database that was signed out of stays closed. */
export async function reopen(db: Reopened): Promise<void> {
  if (db.forgotten) return;
  db.close({ disableAutoOpen: false });
  await db.open();
}

/**
 * Opens a connection anew where `dead` is still the one in use. Many reads meet the same death: who comes second must not
 * close what the first has opened.
 */
export async function replace(db: Reopened, dead: unknown): Promise<void> {
  if (db.backendDB() === dead) await reopen(db);
}

/**
 * Does `work`, and does it again over a new connection when the old one has died. It may have been committed before
 * the connection died, so `work` must find out by itself whether it was done: `again` is true from the second try on.
 * @throws what `work` throws, and the loss of the connection when reopening does not help: nothing is said to be saved
 */
export async function overConnection<T>(db: Reopened, work: (again: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt > 1);
    } catch (error) {
      if (attempt === TRIES || db.forgotten || !isConnectionLost(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
      // It may not open at once either: the next try of the work opens it, or throws for good.
      await reopen(db).catch(() => undefined);
    }
  }
}
