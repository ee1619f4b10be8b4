import type { DeviceClock } from '../../shared/clock/device-clock.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { readClock, readSync } from '../store/meta.ts';
import { sharedLiveValue } from './shared-live-value.ts';

const unknown: DeviceClock = { skewMs: 0, lastSyncAt: null };

/** What this device knows of its own clock, live (SPEC M2). */
export function useDeviceClock(): DeviceClock {
  return useClock() ?? unknown;
}
const useClock = sharedLiveValue(readDeviceClock);

async function readDeviceClock(db: DeviceDatabase): Promise<DeviceClock> {
  return await db.transaction('r', db.meta, async () => {
    const [{ skewMs }, { lastSyncAt }] = await Promise.all([readClock(db), readSync(db)]);
    return { skewMs, lastSyncAt };
  });
}
