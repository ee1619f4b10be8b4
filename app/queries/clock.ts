import type { DeviceClock } from '../../shared/clock/device-clock.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type DeviceDatabase } from '../store/database.ts';
import { readClock, readSync } from '../store/meta.ts';
import { useLiveValue } from './use-live-value.ts';

const unknown: DeviceClock = { skewMs: 0, lastSyncAt: null };

/** What this device knows of its own clock, live (SPEC M2). */
export function useDeviceClock(): DeviceClock {
  const { key } = currentAccount();
  return useLiveValue(() => readDeviceClock(openDatabase(key)), key) ?? unknown;
}

async function readDeviceClock(db: DeviceDatabase): Promise<DeviceClock> {
  return await db.transaction('r', db.meta, async () => {
    const [{ skewMs }, { lastSyncAt }] = await Promise.all([readClock(db), readSync(db)]);
    return { skewMs, lastSyncAt };
  });
}
