import { pack } from '../../shared/clock/vector.ts';
import type { DeviceTold } from '../../shared/protocol/device.ts';
import type { Sql } from '../db/connect.ts';
import { readReport, writeReport, type DeviceReport, type Heard } from '../db/devices.ts';
import { readHeads } from '../db/sync/replicas.ts';
import { inTenant } from '../db/tenant.ts';
import type { KnownVectors } from '../sync/known-vectors.ts';

const MINUTE_MS = 60_000;
/** It asks about once a minute: a little earlier is no second time. */
const WRITTEN_EVERY_MS = MINUTE_MS - 10_000;
/** Where a device stands where it stood, it is enough to know that it is still there. */
const UNCHANGED_EVERY_MS = 5 * MINUTE_MS;

/** A device that asks for news: where it stands, and what it tells of itself. */
export interface Asking {
  tenantId: string;
  /** The ordinal of its replica. */
  r: number;
  /** The digest of the heads as of which it has everything, and whether these are the heads of now. */
  digest: string;
  isWhole: boolean;
  told: DeviceTold | undefined;
  /** The device's clock minus the server's, in milliseconds. */
  skewMs: number;
  /** In milliseconds since 1970. */
  at: number;
}

/** Whether it is worth a write: once a minute, and once more where it has caught up. `known`: what is written down of it. */
export function isWorthNoting(
  known: Heard | undefined,
  { digest, told, at, isWhole }: Pick<Asking, 'digest' | 'told' | 'at' | 'isWhole'>,
): boolean {
  if (!known) return true;
  // It was behind when it came, and has caught up.
  if (isWhole && !known.isWhole) return true;
  const quietMs = at - known.heardAt;
  const changed = digest !== known.digest || told !== undefined;
  return quietMs >= (changed ? WRITTEN_EVERY_MS : UNCHANGED_EVERY_MS);
}

/** Writes down where a device stands (SPEC A2), if that is worth a write. */
export async function noteDevice(sql: Sql, vectors: KnownVectors, asking: Asking): Promise<void> {
  const { tenantId, r, digest, isWhole, at } = asking;
  await inTenant(sql, tenantId, async (tx) => {
    const known = await readReport(tx, r);
    if (!vectors.find(tenantId, digest)) vectors.remember(tenantId, await readHeads(tx));
    const place = vectors.find(tenantId, digest);
    await writeReport(tx, tenantId, r, {
      heardAt: at,
      // Of what nobody remembers it keeps what it was known to hold.
      ...(place
        ? { digest, vector: pack(place.vector), epoch: place.epoch, heldAt: at }
        : {
            digest: null,
            vector: known?.vector ?? null,
            epoch: known?.epoch ?? null,
            heldAt: known?.heldAt ?? null,
          }),
      wholeAt: isWhole ? thinned([...(known?.wholeAt ?? []), at], at) : (known?.wholeAt ?? []),
      ...toldOf(asking, known),
    });
  });
}

/** What it tells, in the server's time. */
function toldOf(
  { told, skewMs, at }: Asking,
  known: DeviceReport | undefined,
): Pick<DeviceReport, 'told' | 'toldAt'> {
  if (!told) return { told: known?.told ?? null, toldAt: known?.toldAt ?? null };
  const oldestAt = told.oldestAt === null ? null : Math.min(Math.round(told.oldestAt + skewMs), at);
  return { told: { ...told, oldestAt }, toldAt: at };
}

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Moments, ascending, fewer the longer ago: every one of the last hour, one an hour of the last two days, one a day of the
 * last three months; of several the earliest stays.
 */
export function thinned(moments: readonly number[], now: number): number[] {
  const kept = new Map<string, number>();
  for (const at of moments) {
    const ago = now - at;
    if (ago > 90 * DAY_MS) continue;
    const slot =
      ago <= HOUR_MS
        ? `m${Math.floor(at / MINUTE_MS)}`
        : ago <= 2 * DAY_MS
          ? `h${Math.floor(at / HOUR_MS)}`
          : `d${Math.floor(at / DAY_MS)}`;
    if (!kept.has(slot)) kept.set(slot, at);
  }
  return [...kept.values()];
}
