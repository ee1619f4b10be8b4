import type { SyncMeta } from '../store/meta.ts';
import { BACKOFF_MS_MAX } from './backoff.ts';

/** What a wait says on the device's disk. */
type Timer = Pick<SyncMeta, 'nextTryAt' | 'pausedMs'>;

/**
 * What the persisted timer of retries still asks for, in milliseconds: it outlives the page, so a reload, another tab
 * or the service worker waits on instead of knocking anew (SPEC R1). A clock that was turned back does not stretch it.
 */
export function leftToWait(sync: Timer, nowMs: number): number {
  if (sync.nextTryAt === null) return 0;
  return Math.min(Math.max(0, sync.nextTryAt - nowMs), BACKOFF_MS_MAX + (sync.pausedMs ?? 0));
}

/** Nothing to wait for. */
export const rested: Required<Timer> = { nextTryAt: null, pausedMs: null };

/** The timer after another try: what the server asked for stays, whatever the other says, until it is over. */
export function timerAfter(before: Timer, nowMs: number, next: Required<Timer> = rested): Required<Timer> {
  const { nextTryAt, pausedMs = null } = before;
  const longer = next.pausedMs !== null && (next.nextTryAt ?? 0) >= (nextTryAt ?? 0);
  return isPaused(before, nowMs) && !longer ? { nextTryAt, pausedMs } : next;
}

/** Whether nothing may cut the wait short: the server itself asked for it. */
export function isPaused(sync: Timer, nowMs: number): boolean {
  return sync.pausedMs !== null && sync.pausedMs !== undefined && leftToWait(sync, nowMs) > 0;
}
