import type { SyncMeta } from '../store/meta.ts';
import { BACKOFF_MS_MAX } from './backoff.ts';

/**
 * What the persisted timer of retries still asks for, in milliseconds: it outlives the page, so a reload, another tab
 * or the service worker waits on instead of knocking anew (SPEC R1). A clock that was turned back does not stretch it.
 */
export function leftToWait(sync: Pick<SyncMeta, 'nextTryAt' | 'pausedMs'>, nowMs: number): number {
  if (sync.nextTryAt === null) return 0;
  return Math.min(Math.max(0, sync.nextTryAt - nowMs), BACKOFF_MS_MAX + (sync.pausedMs ?? 0));
}

/** Whether nothing may cut the wait short: the server itself asked for it. */
export function isPaused(sync: Pick<SyncMeta, 'nextTryAt' | 'pausedMs'>, nowMs: number): boolean {
  return sync.pausedMs !== null && sync.pausedMs !== undefined && leftToWait(sync, nowMs) > 0;
}
