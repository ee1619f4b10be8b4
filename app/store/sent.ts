import type { DeviceDatabase } from './database.ts';
import { readLetGo, type LetGoMeta } from './meta.ts';

/**
 * Lets go of the copies of what the office has confirmed, kept in case it is restored from a backup (SPEC I1); true where
 * there were some. It is remembered, or nobody could tell then that some of it cannot be offered again.
 */
export async function dropSent(db: DeviceDatabase): Promise<boolean> {
  const newest = await db.sent.orderBy('answeredAt').last();
  if (!newest) return false;
  await db.sent.clear();
  await noteLetGo(db, newest.answeredAt);
  return true;
}

/** Remembers that what could have been offered again was let go of, the newest of it from this time. */
export async function noteLetGo(db: DeviceDatabase, at: number): Promise<void> {
  const known = await readLetGo(db);
  const letGo: LetGoMeta = { key: 'let-go', upTo: Math.max(at, known?.upTo ?? 0) };
  // The device is full: what was freed may not have been counted yet, and making room must not fail for this.
  await db.meta.put(letGo).catch(() => undefined);
}
