import type { DeviceDatabase } from '../store/database.ts';
import { hasWords } from '../store/drafts.ts';

/** All that would be gone with this device's copy: unsent and refused changes, and what was being written. */
export async function countUnsent(db: DeviceDatabase): Promise<number> {
  const counts = await Promise.all([
    db.outbox.where('state').anyOf('queued', 'refused').count(),
    db.drafts.filter(hasWords).count(),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
