import type { DeviceDatabase } from '../store/database.ts';
import { hasWords } from '../store/drafts.ts';
import { fileOf } from '../store/files.ts';

/** All that would be gone with this device's copy: unsent and refused changes, files, and what was being written. */
export async function countUnsent(db: DeviceDatabase): Promise<number> {
  const counts = await Promise.all([
    // A file counts once, as what it is: bytes that are nowhere else.
    db.outbox
      .where('state')
      .anyOf('queued', 'refused')
      .filter((entry) => !fileOf(entry))
      .count(),
    db.files.where('state').anyOf('draft', 'queued').count(),
    db.drafts.filter(hasWords).count(),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
