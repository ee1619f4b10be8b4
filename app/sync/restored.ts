import type { DeviceDatabase, OutboxEntry } from '../store/database.ts';
import { isAwaitedReading } from '../store/entry.ts';
import { announced, readLetGo, readReplica, readSync, type SyncMeta } from '../store/meta.ts';
import { refilled } from './apply-pull.ts';
import { takeNewIdentity, type Replica } from './replica.ts';

const RESTORED =
  'The server was restored from a backup. Your device fetches everything again and offers your recent work once more.';
const NOT_ALL =
  'Some of it cannot be offered: its copies on this device were let go of to make room. Look whether what you did lately is there.';
/** Acknowledged work this recent is offered again after the server lost it (SPEC I1). */
const OFFER_AGAIN_MS = 30 * 86_400_000;

/**
 * The server's database is living another life: restored from a backup, or failed over behind. Everything is fetched
 * again, the outbox is kept and renumbered, and what was acknowledged lately is offered once more under its old uids:
 * what the server still knows it answers as before, what it lost it does now.
 */
export async function startAgain(replica: Replica, asked: Asked, told: Life): Promise<void> {
  const { db } = replica;
  const { incarnation } = told;
  await db.transaction('rw', [db.meta, db.outbox, db.sent, db.numbers, db.files], async () => {
    const [sync, me, letGo] = await Promise.all([readSync(db), readReplica(db), readLetGo(db)]);
    // Page and worker may both have been told: once is enough.
    if (me?.id !== asked.replica || sync.incarnation !== asked.incarnation) return;
    const scopes: SyncMeta['scopes'] = {};
    for (const [key, state] of Object.entries(sync.scopes)) scopes[key] = refilled(state);
    const since = told.now - OFFER_AGAIN_MS;
    const offered = announced(sync.announcement, RESTORED);
    const announcement = letGo && letGo.upTo > since ? announced(offered, NOT_ALL) : offered;
    await db.meta.put({ ...sync, incarnation, scopes, paging: false, announcement });
    await requeue(db, since);
    await offerFiles(db);
    await takeNewIdentity(db, replica.newId());
  });
}

/**
 * The office is asked once more whether it has the files of this device: of all, whenever they were chosen, for that was told
 * by this device's own clock. What the office has costs one question.
 */
async function offerFiles(db: DeviceDatabase): Promise<void> {
  const own = db.files
    .where('state')
    .equals('stored')
    .filter((file) => file.own);
  await own.modify({ state: 'queued', sent: 0, problem: null, nextTryAt: null });
}

/** As whom, and of which life of the server, a request was made. */
export interface Asked {
  replica: string;
  incarnation: string | null;
}

/**
 * Which life the server lives, and its time, as it has just said. Its time is not worked out from this device's clock, which
 * may have been turned since it was last compared: by years, and then everything sent would be taken for too old.
 */
export interface Life {
  incarnation: string;
  now: number;
}

/**
 * Lets go of acknowledged work that is too old to be offered again, and of readings whose notice will not come any more.
 * `serverNow`: the server's time as it has just said it.
 */
export async function forgetSent(db: DeviceDatabase, serverNow: number): Promise<void> {
  const limit = serverNow - OFFER_AGAIN_MS;
  await db.sent.where('answeredAt').below(limit).delete();
  await db.outbox
    .where('state')
    .equals('refused')
    .filter((entry) => isAwaitedReading(entry) && (entry.answeredAt ?? 0) < limit)
    .delete();
}

/** Puts answered work back into the outbox, in its old order and before anything made since. */
async function requeue(db: DeviceDatabase, since: number): Promise<void> {
  const kept = await db.sent.where('answeredAt').above(since).toArray();
  const answered = await db.outbox.where('state').equals('answered').toArray();
  const again = [...kept, ...answered].map(({ verdict, answeredAt: _answeredAt, ...entry }): OutboxEntry => ({
    ...entry,
    state: 'queued',
    earlierLife: true,
    ...(verdict?.s !== undefined && { stood: verdict.s }),
  }));
  await db.outbox.where('state').equals('queued').modify({ earlierLife: true });
  await db.outbox.bulkPut(again);
  await db.sent.clear();
}
