import type { DeviceDatabase, OutboxEntry } from '../store/database.ts';
import { readSync, type SyncMeta } from '../store/meta.ts';
import { refilled } from './apply-pull.ts';
import { fork, type Replica } from './replica.ts';

/** Acknowledged work this recent is offered again after the server lost it (SPEC I1). */
const OFFER_AGAIN_MS = 30 * 86_400_000;

/**
 * The server's database is living another life: restored from a backup, or failed over behind. Everything is fetched
 * again, the outbox is kept and renumbered, and what was acknowledged lately is offered once more under its old uids:
 * what the server still knows it answers as before, what it lost it does now.
 */
export async function startAgain(replica: Replica, incarnation: string): Promise<void> {
  const { db } = replica;
  await db.transaction('rw', [db.meta, db.outbox, db.sent], async () => {
    const sync = await readSync(db);
    const scopes: SyncMeta['scopes'] = {};
    for (const [key, state] of Object.entries(sync.scopes)) scopes[key] = refilled(state);
    const announcement =
      'The server was restored from a backup. Your device fetches everything again and offers your recent work once more.';
    await db.meta.put({ ...sync, incarnation, epoch: 0, scopes, paging: false, announcement });
    await requeue(db, replica.now() - OFFER_AGAIN_MS);
  });
  await fork(replica);
}

/** Puts answered work back into the outbox, in its old order and before anything made since. */
async function requeue(db: DeviceDatabase, since: number): Promise<void> {
  const kept = await db.sent.where('answeredAt').above(since).toArray();
  const answered = await db.outbox.where('state').equals('answered').toArray();
  const again = [...kept, ...answered].map(({ verdict: _, answeredAt: __, ...entry }): OutboxEntry => ({
    ...entry,
    state: 'queued',
  }));
  await db.outbox.bulkPut(again);
  await db.sent.clear();
}
