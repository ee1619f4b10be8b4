const FIRST_MS = 1_000;
/** No wait that was not asked for by the server is longer than this. */
export const BACKOFF_MS_MAX = 60_000;

/**
 * How long to wait after so many failures in a row: full jitter, so that a thousand devices that lost the same server
 * do not come back in the same second. A server that names a time is obeyed, and then the jitter comes on top: it named
 * the same time to all of them. `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number, retryAfterMs: number | null = null): number {
  const most = Math.min(BACKOFF_MS_MAX, FIRST_MS * 2 ** Math.min(failures, 10));
  return (retryAfterMs ?? 0) + Math.max(1, Math.ceil(most * random));
}
