/** PostgreSQL's code for what went wrong, if it was PostgreSQL that said so. */
export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** What was read under lock shows that more must be locked: the work begins anew, like after a serialization failure. */
export class LockMore extends Error {
  readonly code = '40001';
  constructor() {
    super('more is to be locked first');
  }
}

/** Serialization failures and deadlocks: the same work, done again, may go through. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/**
 * Whether doing the same again would fail the same way: a broken constraint or a value PostgreSQL cannot hold, or a bug
 * in our own code. Trouble with the database itself (resources, operator, system, connection) is never that.
 */
export function isRepeatable(error: unknown): boolean {
  const state = sqlState(error);
  if (state === undefined) return error instanceof Error && !('code' in error);
  return /^(21|22|23)/.test(state);
}

const TRIES = 5;

/** Runs `work` again, silently, while it fails for a transient reason. */
export async function retryTransient<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || attempt === TRIES) throw error;
    }
  }
}
