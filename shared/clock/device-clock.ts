/** What a device knows of its clock: server time minus its own, and its own time at the last contact. */
export interface DeviceClock {
  skewMs: number;
  lastSyncAt: number | null;
}

/** A clock this far off is worth a word; less changes nothing that a person would notice. */
export const CLOCK_OFF_MS = 60_000;
const DAY_MS = 86_400_000;
/** A window that slept wakes to a clock that went on without it; no session outlives so long a sleep. */
const SLEPT_MAX_MS = 30 * DAY_MS;
/** A device may lie in a drawer for months before anybody opens it again. */
const AWAY_MAX_MS = 366 * DAY_MS;

/** Server time, as far as a device knows it: what screens call now (SPEC M2). Never before the last contact. */
export function serverTime(deviceMs: number, { skewMs, lastSyncAt }: DeviceClock): number {
  return Math.max(deviceMs, lastSyncAt ?? deviceMs) + skewMs;
}

/**
 * How far a clock has obviously jumped since the last contact, in milliseconds, ahead positive; null while it may be
 * right (SPEC M2). `driftMs`: how much more than the running window's own timer it has moved since then.
 */
export function jumpOf(deviceMs: number, lastSyncAt: number | null, driftMs: number): number | null {
  if (driftMs < -CLOCK_OFF_MS || driftMs > SLEPT_MAX_MS) return driftMs;
  if (lastSyncAt === null) return null;
  const sinceMs = deviceMs - lastSyncAt;
  return sinceMs < -CLOCK_OFF_MS || sinceMs > AWAY_MAX_MS ? sinceMs : null;
}
