import { stampAt, type Stamp } from './stamp.ts';

/** A device clock this far from the server's counts as right: network time alone explains it. */
export const SKEW_TOLERANCE_MS = 2_000;

/** The years both sides can handle, 1900 to 2200: stamps are safe integers in all of them. */
export const EARLIEST_MS = -2_208_988_800_000;
export const LATEST_MS = 7_258_118_400_000;

/** What a device's clock says, or the nearest time that can be said of it: even a clock in the year 3000 stops nobody (SPEC M2). */
export function sayable(nowMs: number): number {
  return Math.min(Math.max(nowMs, EARLIEST_MS), LATEST_MS);
}

/** Server time minus device time, 0 within the tolerance. `sentAtMs` is the device's clock when it sent. */
export function skewOf(sentAtMs: number, receivedAtMs: number): number {
  const skewMs = receivedAtMs - sentAtMs;
  return Math.abs(skewMs) <= SKEW_TOLERANCE_MS ? 0 : skewMs;
}

export interface ClaimedTime {
  /** When the work was done, in server time: what plans and SLA use. */
  atMs: number;
  /** True when the corrected claim lay outside [earliest, received] and was moved to its edge. */
  clamped: boolean;
}

/** Corrects a device's claimed time by its skew and bounds it (SPEC M2; product.md, "Work counts at the time it was done"). */
export function claimedTime(
  claimedMs: number,
  skewMs: number,
  earliestMs: number,
  receivedMs: number,
): ClaimedTime {
  const corrected = Math.trunc(claimedMs) + skewMs;
  // Within the tolerance a clock is right: the device's own number stands, so both sides compute the same row.
  if (corrected > receivedMs + SKEW_TOLERANCE_MS) return { atMs: receivedMs, clamped: true };
  if (corrected < earliestMs - SKEW_TOLERANCE_MS) return { atMs: earliestMs, clamped: true };
  return { atMs: corrected, clamped: false };
}

/**
 * The stamp a write may claim for merging: its own when the device's clock is right, else the corrected time; never
 * ahead of the server's clock (SPEC M2). A stamp far ahead of the very time its work claims was counted up from a time
 * when that clock was wrong: the work's time stands, or a device that once was in 2099 would win for ever.
 */
export function claimedStamp(stamp: Stamp, claimed: ClaimedTime, skewMs: number, receivedMs: number): Stamp {
  const ahead = stampAt(claimed.atMs + SKEW_TOLERANCE_MS) < stamp;
  const wanted = skewMs === 0 && !ahead ? stamp : stampAt(claimed.atMs);
  return Math.min(wanted, stampAt(receivedMs + (skewMs === 0 ? SKEW_TOLERANCE_MS : 0)));
}
