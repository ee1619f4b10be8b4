import { readSync, updateSync } from '../store/meta.ts';
import { backoffMs } from './backoff.ts';
import { ServerError } from './http.ts';
import type { Replica } from './replica.ts';

/** A person may sign in at any time, which kicks the loop; meanwhile it looks now and then by itself. */
const SIGN_IN_WAIT_MS = 5 * 60_000;

/** Writes down what went wrong, and answers how long to wait. */
export async function noteFailure(replica: Replica, error: unknown): Promise<number> {
  const now = replica.now();
  const { failures } = await readSync(replica.db);
  if (error instanceof ServerError && error.status === 401) {
    replica.forgetToken();
    // A token that ran out or that a restarted server does not know is simply asked for again, once.
    const again = error.code.startsWith('token-') && failures === 0;
    await updateSync(replica.db, () => ({ needsSignIn: !again, failures: failures + 1, nextTryAt: null }));
    // The outbox is kept; a sign-in kicks the loop.
    return again ? 0 : SIGN_IN_WAIT_MS;
  }
  const waitMs = backoffMs(failures, Math.random(), error instanceof ServerError ? error.retryAfterMs : null);
  const notice = error instanceof ServerError && error.status < 500 ? error.message : null;
  await updateSync(replica.db, (sync) => ({
    failures: failures + 1,
    nextTryAt: now + waitMs,
    offlineSince: error instanceof ServerError ? sync.offlineSince : (sync.offlineSince ?? now),
    notice: notice ?? sync.notice,
  }));
  return waitMs;
}
