import type { DeviceDatabase } from '../store/database.ts';
import { hasWords } from '../store/drafts.ts';
import { fileChanges, fileOf } from '../store/files.ts';
import { isAwaitedReading } from '../store/entry.ts';

/**
 * A change that puts a file somewhere does not count: a file counts once, as what it is, bytes that are nowhere else. By the
 * index alone, but for those: this is asked again with every change, behind however long an outbox.
 */
async function countQueuedChanges(db: DeviceDatabase): Promise<number> {
  const [queued, filed] = await Promise.all([
    db.outbox.where('state').equals('queued').count(),
    fileChanges(db),
  ]);
  return queued - filed.filter(({ state }) => state === 'queued').length;
}

/** Nor does that a notice was read which has yet to come back. */
async function countRefused(db: DeviceDatabase): Promise<number> {
  const refused = await db.outbox.where('state').equals('refused').toArray();
  return refused.filter((entry) => !fileOf(entry) && !isAwaitedReading(entry)).length;
}

const files = (db: DeviceDatabase, ...states: ('draft' | 'queued')[]) =>
  db.files.where('state').anyOf(states);

/** All that would be gone with this device's copy: unsent and refused changes, files, and what was being written. */
export async function countUnsent(db: DeviceDatabase): Promise<number> {
  const counts = await Promise.all([
    countMade(db),
    files(db, 'draft').count(),
    db.drafts.filter(hasWords).count(),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Of these what was made, not what was still being written: unsent and refused changes, and the files of what was sent. */
export async function countMade(db: DeviceDatabase): Promise<number> {
  const counts = await Promise.all([countQueuedChanges(db), countRefused(db), files(db, 'queued').count()]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many changes and files are on their way to the office, and since when the oldest is; null where none is. */
export async function readUnsent(db: DeviceDatabase): Promise<{ unsent: number; oldestAt: number | null }> {
  const [count, oldest, waiting] = await Promise.all([
    countQueuedChanges(db),
    db.outbox
      .where('state')
      .equals('queued')
      .filter((entry) => !fileOf(entry))
      .first(),
    files(db, 'queued').toArray(),
  ]);
  const times = [...(oldest ? [oldest] : []), ...waiting].map(({ at }) => at);
  return { unsent: count + waiting.length, oldestAt: times.length ? Math.min(...times) : null };
}
