import { useSyncExternalStore } from 'react';
import { storageCondition } from '../store/condition.ts';
import type { StorageStatus } from './types.ts';

/** What this tab has noticed of the device's storage, live. */
export function useStorageCondition(): Pick<StorageStatus, 'full' | 'silent'> {
  return useSyncExternalStore(storageCondition.subscribe, () => storageCondition.present);
}
