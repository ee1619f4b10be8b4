import { skewOf } from '../../shared/clock/claimed.ts';
import { readClock, readSync } from '../store/meta.ts';
import type { DeviceDatabase } from '../store/database.ts';

const SLOW_MS = 4_000;

/** Learns how far this clock is off, from any reply: never an error, only a word to the person (SPEC M2). */
export async function learnSkew(
  replica: { db: DeviceDatabase; now(): number },
  sentAt: number,
  serverNow: number,
): Promise<void> {
  const { db } = replica;
  const tookMs = replica.now() - sentAt;
  // The clock was turned back meanwhile.
  if (tookMs < 0) return;
  // The server's time lies between sending and now; the middle is the best guess.
  const skewMs = skewOf((sentAt + replica.now()) / 2, serverNow);
  const known = await readClock(db);
  // A slow exchange says more of the network than of the clock, unless the clock is off by more than it took.
  if (tookMs > SLOW_MS && Math.abs(known.skewMs - skewMs) < tookMs) return;
  // Small changes are the network's, not the clock's.
  if (Math.abs(known.skewMs - skewMs) < 1_000) return;
  await db.transaction('rw', db.meta, async () => {
    const [clock, sync] = await Promise.all([readClock(db), readSync(db)]);
    const learned = Math.round(skewMs);
    await db.meta.put({ ...clock, skewMs: learned });
    // The last contact was when it was: it is told by the clock as it goes now.
    if (sync.lastSyncAt !== null) {
      await db.meta.put({ ...sync, lastSyncAt: sync.lastSyncAt + clock.skewMs - learned });
    }
  });
}
