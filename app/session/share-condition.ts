import { shareStorageCondition, storageCondition } from '../store/condition.ts';

/** What any tab of this profile finds of the storage, every tab shows, until it is over or that tab is gone. */
export function shareCondition(): void {
  shareStorageCondition();
  addEventListener('pagehide', () => storageCondition.leave());
}
