import type { DeviceDatabase } from '../store/database.ts';
import { readCheck, readClock } from '../store/meta.ts';
import type { CheckStatus } from './types.ts';
import { sharedLiveValue } from './shared-live-value.ts';

/** When this device's rows were last compared with the server's, and what was found; null before the first time. */
export function useCheckStatus(): CheckStatus | null {
  return useStatus() ?? null;
}
const useStatus = sharedLiveValue(readStatus);

async function readStatus(db: DeviceDatabase): Promise<CheckStatus | null> {
  const [check, { skewMs }] = await Promise.all([readCheck(db), readClock(db)]);
  if (!check || check.at === null || check.found === null) return null;
  return { at: check.at + skewMs, found: check.found };
}
