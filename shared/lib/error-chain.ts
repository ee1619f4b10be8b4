/**
 * Whether an error of one of these names is somewhere behind an error: Dexie keeps what really happened as `inner`,
 * others as `cause`.
 */
export function isBehind(error: unknown, names: readonly string[]): boolean {
  let present = error;
  // A chain this long is a circle.
  for (let depth = 0; depth < 8; depth += 1) {
    if (typeof present !== 'object' || present === null) return false;
    const { name, inner, cause } = present as { name?: unknown; inner?: unknown; cause?: unknown };
    if (typeof name === 'string' && names.includes(name)) return true;
    present = inner ?? cause;
  }
  return false;
}

/** The device has no room for what should be written; nothing of that transaction was. */
export function isDiskFull(error: unknown): boolean {
  return isBehind(error, ['QuotaExceededError']);
}
