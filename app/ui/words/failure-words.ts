/** Whether a full disk is somewhere behind an error: Dexie wraps it as `inner`, others as `cause`. */
function isDiskFull(error: unknown): boolean {
  let present = error;
  // A chain this long is a circle.
  for (let depth = 0; depth < 8; depth++) {
    if (typeof present !== 'object' || present === null) return false;
    const { name, inner, cause } = present as { name?: unknown; inner?: unknown; cause?: unknown };
    if (name === 'QuotaExceededError') return true;
    present = inner ?? cause;
  }
  return false;
}

/** What a person reads when the device could not keep a change. */
export function failureWords(error: unknown): string {
  return isDiskFull(error)
    ? 'This device is full, so your change was not saved. Free some space and try again; what you typed is still here.'
    : 'This device could not save your change, so it was not made. What you typed is still here.';
}
