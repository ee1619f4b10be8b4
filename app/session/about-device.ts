import type { DeviceTold } from '../../shared/protocol/device.ts';
import { APP_VERSION } from '../../shared/protocol/version.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { deviceName } from './device-name.ts';
import { readUnsent } from './unsent.ts';

/** So often a device tells of itself, with a question it asks anyway. */
const TOLD_EVERY_MS = 5 * 60_000;
/** And so often while something of it waited: the office would go on saying so when it has long been sent. */
const WAITING_EVERY_MS = 60_000;

/** As much as can be told (protocol/device.ts). */
const MOST_BYTES = 2 ** 50;

/**
 * Makes what answers how this device stands, for whoever looks after the fleet: undefined where that was told a moment ago.
 * Nothing that people wrote is in it.
 */
export function aboutDevice(db: DeviceDatabase): () => Promise<DeviceTold | undefined> {
  let toldAt = Number.NEGATIVE_INFINITY;
  let everyMs = TOLD_EVERY_MS;
  return async () => {
    const now = performance.now();
    if (now - toldAt < everyMs) return undefined;
    toldAt = now;
    const [unsent, space] = await Promise.all([
      readUnsent(db),
      (navigator as { storage?: StorageManager }).storage?.estimate().catch(() => undefined),
    ]);
    everyMs = unsent.unsent > 0 ? WAITING_EVERY_MS : TOLD_EVERY_MS;
    const bytes = (value: number | undefined) =>
      value === undefined ? null : Math.round(Math.min(Math.max(0, value), MOST_BYTES));
    return {
      ...deviceName(navigator.userAgent, (navigator as { maxTouchPoints?: number }).maxTouchPoints ?? 0),
      app: APP_VERSION,
      ...unsent,
      usedBytes: bytes(space?.usage),
      quotaBytes: bytes(space?.quota),
    };
  };
}
