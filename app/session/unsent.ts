import type { DeviceDatabase } from '../store/database.ts';
import { hasWords } from '../store/drafts.ts';
import { fileOf } from '../store/files.ts';
import { isAwaitedReading } from '../store/entry.ts';

type ChangeState = 'queued' | 'refused';

/**
 * A change that puts a file somewhere is not among them: a file counts once, as what it is, bytes that are nowhere else. Nor
 * is that a notice was read which has yet to come back.
 */
const changes = (db: DeviceDatabase, ...states: ChangeState[]) =>
  db.outbox
    .where('state')
    .anyOf(states)
    .filter((entry) => !fileOf(entry) && !isAwaitedReading(entry));

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
  const [count, waiting] = await Promise.all([
    changes(db, 'queued', 'refused').count(),
    files(db, 'queued').count(),
  ]);
  return count + waiting;
}

/** How many changes and files are on their way to the office, and since when the oldest is; null where none is. */
export async function readUnsent(db: DeviceDatabase): Promise<{ unsent: number; oldestAt: number | null }> {
  const [count, oldest, waiting] = await Promise.all([
    changes(db, 'queued').count(),
    changes(db, 'queued').first(),
    files(db, 'queued').toArray(),
  ]);
  const times = [...(oldest ? [oldest] : []), ...waiting].map(({ at }) => at);
  return { unsent: count + waiting.length, oldestAt: times.length ? Math.min(...times) : null };
}
