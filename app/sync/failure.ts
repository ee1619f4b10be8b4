import { isDiskFull } from '../../shared/lib/error-chain.ts';
import { storageCondition } from '../store/condition.ts';
import { isConnectionLost, reopen } from '../store/connection.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { noteError, type TroubleSource } from '../store/error-log.ts';
import { readSync, updateSync } from '../store/meta.ts';
import { backoffMs } from './backoff.ts';
import { NetworkError, ServerError } from './http.ts';
import type { Replica } from './replica.ts';
import { timerAfter } from './timer.ts';

/** A person may sign in at any time, which kicks the loop; meanwhile it looks now and then by itself. */
const SIGN_IN_WAIT_MS = 5 * 60_000;

/** Writes down what went wrong, and answers how long to wait. */
export async function noteFailure(
  replica: Replica,
  error: unknown,
  source: TroubleSource = 'round',
): Promise<number> {
  const now = replica.now();
  if (isConnectionLost(error)) await reopen(replica.db).catch(() => undefined);
  await noteError(replica.db, source, error, now);
  const { failures, tokenFailed } = await readSync(replica.db);
  if (error instanceof ServerError && error.status === 401) {
    replica.forgetToken();
    // A token that ran out or that a restarted server does not know is simply asked for again, once.
    const again = error.code.startsWith('token-') && !tokenFailed;
    await updateSync(replica.db, (sync) => ({
      ...timerAfter(sync, now),
      needsSignIn: !again,
      tokenFailed: true,
    }));
    // The outbox is kept; a sign-in kicks the loop.
    return again ? 0 : SIGN_IN_WAIT_MS;
  }
  const pausedMs = retryAfterOf(error);
  const waitMs = backoffMs(failures, replica.random(), pausedMs);
  const away = error instanceof NetworkError;
  const tooOld = error instanceof ServerError && error.code === 'app-too-old';
  await updateSync(replica.db, (sync) => ({
    ...timerAfter(sync, now, { nextTryAt: now + waitMs, pausedMs }),
    failures: failures + 1,
    tokenFailed: false,
    offlineSince: away ? (sync.offlineSince ?? now) : null,
    tooOld: tooOld || (away && sync.tooOld === true),
    notice: away ? sync.notice : tooOld ? null : sentenceOf(error),
  }));
  return waitMs;
}

/** Somebody has signed in: what went wrong before says nothing of their session, whose first token may be an old one. */
export async function noteSignedIn(db: DeviceDatabase, nowMs: number): Promise<void> {
  await updateSync(db, (sync) => ({
    ...timerAfter(sync, nowMs),
    needsSignIn: false,
    tokenFailed: false,
    failures: 0,
    notice: null,
  }));
}

/** For how long the server, or a proxy before it, asked to be left alone; null when it did not. */
export function retryAfterOf(error: unknown): number | null {
  return error instanceof ServerError || error instanceof NetworkError ? error.retryAfterMs : null;
}

/** What the person reads: the server's own words, or that the fault is here and nothing is lost by it. */
function sentenceOf(error: unknown): string {
  if (error instanceof ServerError) return error.message;
  if (isDiskFull(error)) {
    storageCondition.note({ full: true });
    return 'This device is full: news from the office cannot be kept until there is room. Your own changes are kept and sent. The sync panel shows what can go.';
  }
  if (isConnectionLost(error)) {
    return 'This browser lost its connection to the storage of this device, and has opened it again. Everything saved is still there.';
  }
  const reason = error instanceof Error ? error.message : String(error);
  return `Synchronising stopped for a moment and will try again; your work is safe on this device. (${reason})`;
}
