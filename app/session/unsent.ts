import type { DeviceDatabase } from '../store/database.ts';

/** All that would be gone with this device's copy: unsent and refused changes, and what was being written. */
export async function countUnsent(db: DeviceDatabase): Promise<number> {
  const counts = await Promise.all([
    db.outbox.where('state').anyOf('queued', 'refused').count(),
    // The form of a new ticket keeps its number from the moment it is opened: alone that is no draft.
    db.drafts
      .filter(({ ticketId, body }) => ticketId !== 'new' || /"(title|description)":"[^"]/.test(body))
      .count(),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
