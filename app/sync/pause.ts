import { emptySync, readSync, updateSync } from '../store/meta.ts';
import { backoffMs } from './backoff.ts';
import { retryAfterOf } from './failure.ts';
import { Latch } from './latch.ts';
import type { Replica } from './replica.ts';
import { isPaused, leftToWait, rested, timerAfter } from './timer.ts';

/** Whether the server asked this device to be left alone, by whatever request it was told so. */
export async function isAskedToWait(replica: Replica): Promise<boolean> {
  return isPaused(await readSync(replica.db), replica.now());
}

/**
 * Waits for as long as the server asked to be left alone; nothing cuts it short (SPEC R1). By a monotonic clock, since
 * the other may be turned back meanwhile: when it is over it is taken off the timer, whatever that clock says then.
 */
export async function waitOut(replica: Replica, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const sync = await readSync(replica.db).catch(() => emptySync());
    const now = replica.now();
    if (!isPaused(sync, now)) return;
    await new Latch().wait(leftToWait(sync, now), signal);
    if (signal.aborted) return;
    // Not what was asked for meanwhile.
    await updateSync(replica.db, ({ nextTryAt }) => (nextTryAt === sync.nextTryAt ? rested : {})).catch(
      () => undefined,
    );
  }
}

/**
 * Writes down that the server asked to be left alone, where it said so to something that no change waits for. True when
 * it did. `failures`: how many in a row.
 */
export async function notePause(replica: Replica, error: unknown, failures = 0): Promise<boolean> {
  const pausedMs = retryAfterOf(error);
  if (pausedMs === null) return false;
  const now = replica.now();
  const nextTryAt = now + backoffMs(failures, replica.random(), pausedMs);
  await updateSync(replica.db, (sync) => timerAfter(sync, now, { nextTryAt, pausedMs }));
  return true;
}

/**
 * Answers what `ask` does. Where the server asks it to be left alone, that is written down for all that the device does by
 * itself, whoever wanted this (SPEC R1). @throws what `ask` throws
 */
export async function heedPause<T>(replica: Replica, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    await notePause(replica, error).catch(() => false);
    throw error;
  }
}
