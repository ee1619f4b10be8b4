import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../cannot-start.ts';
import { isAwayCode, type Sql, type Tx } from './connect.ts';

/** By then postgres.js has noticed that a connection is closed, if it is. */
const NOTICE_MS_MAX = 5_000;
const TRIES_MAX = 3;

/**
 * `sql.begin`, on a connection that may die under it. postgres.js 3.4.9 answers every error with ROLLBACK, also one that
 * says that the connection is gone: written to a socket that is no more, it ends the whole process ("Cannot read
 * properties of null (reading 'write')", its issues 1154 and 1208) or leaves a connection in the pool that never sends
 * again. So a transaction that lost its connection says nothing more on it; `begin` rejects by itself when it closes.
 */
export async function transaction<T>(sql: Sql, options: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const over = new AbortController();
    let begun = false;
    try {
      // Boxed: begin() would await an array of queries element by element.
      const { value } = await sql.begin(options, (tx) => {
        begun = true;
        return unlessLost(tx, fn, over.signal);
      });
      return value;
    } catch (error) {
      if (begun || tries === TRIES_MAX || !isLastWord(error)) throw error;
    } finally {
      over.abort();
    }
  }
}

/**
 * A backend that is being ended says so; postgres.js keeps the word, and answers with it the first query of the
 * connection's next life, without having sent that.
 */
const isLastWord = (error: unknown): boolean => ['57P01', '57P02'].includes(codeOf(error));

async function unlessLost<T>(tx: Tx, fn: (tx: Tx) => Promise<T>, over: AbortSignal): Promise<{ value: T }> {
  try {
    const value = await fn(mutedBy(over, tx));
    if (!over.aborted) return { value };
  } catch (error) {
    if (isAwayCode(codeOf(error)))
      await delay(NOTICE_MS_MAX, undefined, { ref: false, signal: over }).catch(() => undefined);
    if (!over.aborted) throw error;
  }
  return await new Promise<never>(() => undefined);
}

/** The same connection, which takes no query once the transaction is over: `fn` may not know yet that it is. */
function mutedBy(over: AbortSignal, tx: Tx): Tx {
  const check = (): void => {
    if (over.aborted) throw new Error('this transaction has lost its connection');
  };
  return new Proxy(tx, {
    apply(target, self, args) {
      check();
      return Reflect.apply<unknown, unknown[], unknown>(target as never, self, args);
    },
    get(target, property, receiver) {
      check();
      return Reflect.get(target, property, receiver) as unknown;
    },
  });
}
