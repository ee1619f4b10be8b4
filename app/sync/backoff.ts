const FIRST_MS = 1_000;
const MOST_MS = 60_000;

/**
 * How long to wait after so many failures in a row: full jitter, so that a thousand devices that lost the same server
 * do not come back in the same second. A server that names a time is obeyed. `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number, retryAfterMs: number | null = null): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.max(retryAfterMs ?? 0, Math.ceil(most * Math.max(0.1, random)));
}
