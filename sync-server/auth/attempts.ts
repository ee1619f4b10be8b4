import type { Sql } from '../db/connect.ts';
import { CodedError } from '../errors.ts';
import { keyedHash } from '../secret.ts';

/** Failed tries in the window, by account and by address. */
export const TRIES_MAX = 5;
export const WINDOW_SECONDS = 15 * 60;
/** Sign-ins of one address that wait for each other. */
const WAITING_MAX = 100;

export type Asked = { tenant: string; email: string; address: string };

/**
 * Runs one password check after the other within the limits of tries.
 *
 * @returns a function that runs `check` unless there were too many failed tries. `check` returns undefined for "no".
 * @throws {CodedError} 429 `too-many-tries` with the longest one may have to wait
 */
export function limitTries(
  sql: Sql,
  key: Buffer,
): <T>(asked: Asked, check: () => Promise<T | undefined>) => Promise<T | undefined> {
  const inTurn = createTurns();
  return (asked, check) => {
    const account = keyedHash(key, 'account', asked.tenant, asked.email);
    const address = keyedHash(key, 'address', networkOf(asked.address));
    return inTurn(address, async () => {
      if ((await triesOf(sql, account)) >= TRIES_MAX || (await triesOf(sql, address)) >= TRIES_MAX)
        throw tooMany();
      // Reserved before the password is looked at: guesses sent at once, from anywhere, to any server, cannot all
      // find the count still low.
      await sql`select sign_in_try(${account})`;
      if ((await triesOf(sql, account)) > TRIES_MAX) throw tooMany();
      const result = await check();
      if (result === undefined) await sql`select sign_in_try(${address})`;
      // The address is not forgiven: an account of one's own must not buy more guesses at others'.
      else await sql`select sign_in_forget(${account})`;
      return result;
    });
  };
}

async function triesOf(sql: Sql, key: string): Promise<number> {
  const [row] = await sql<[{ tries: number }]>`select sign_in_tries_of(${key}) as tries`;
  return row.tries;
}

function tooMany(): CodedError {
  return new CodedError(
    'too-many-tries',
    429,
    `Too many tries to sign in. Wait up to ${WINDOW_SECONDS / 60} minutes and try again.`,
    { retryAfterSeconds: WINDOW_SECONDS },
  );
}

/**
 * One at a time for each key. By address a try is written only once it has failed (an office behind one address
 * signs in all at once, and successes must not count), so tries of one address must not overlap.
 */
function createTurns(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const queues = new Map<string, { tail: Promise<unknown>; waiting: number }>();
  return async (key, task) => {
    const queue = queues.get(key) ?? { tail: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= WAITING_MAX) {
      throw new CodedError('busy', 503, 'Too many sign-ins at once from here.', { retryAfterSeconds: 5 });
    }
    queues.set(key, queue);
    queue.waiting += 1;
    const turn = queue.tail.then(task);
    queue.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(key);
    }
  };
}

/** Whoever has one IPv6 address has the 2^64 beside it: they count as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
