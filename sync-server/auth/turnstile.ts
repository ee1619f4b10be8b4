import { CodedError } from '../errors.ts';

/**
 * Lets so many tasks run at once and so many wait; more are turned away with 503 `busy`. Hashing passwords shares the
 * few threads that files and compression use: without this, sign-ins alone could hold up everybody.
 */
export function turnstile(limits: {
  running: number;
  waiting: number;
}): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= limits.running) {
      if (waiting.length >= limits.waiting) {
        throw new CodedError('busy', 503, 'Too many sign-ins at once. Try again in a moment.', {
          retryAfterSeconds: 5,
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running += 1;
    try {
      return await task();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
