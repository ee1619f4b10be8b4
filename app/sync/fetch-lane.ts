import { liveQuery } from 'dexie';
import { noteError } from '../store/error-log.ts';
import { missingOfKept, readFetching } from '../store/kept-files.ts';
import { readSync, type FetchingMeta } from '../store/meta.ts';
import { backoffMs } from './backoff.ts';
import type { PushLock } from './cycle.ts';
import { fetchKept } from './fetch-file.ts';
import { Latch } from './latch.ts';
import { waitOut } from './pause.ts';
import type { Replica } from './replica.ts';
import { leftToWait } from './timer.ts';

/** However still it is: what was passed over may be at the office by now. */
const POLL_MS = 10 * 60_000;
const rested: FetchingMeta = { key: 'fetching', nextTryAt: null, failures: 0 };

/**
 * The lane by which the files of kept tickets come, one after the other, beside those of words and of files that are sent:
 * none waits for another (SPEC F1). Its retries follow a timer of its own in the device's database, so that a reload or
 * another tab waits on; a wait that the server asks for holds for all (SPEC R1).
 */
export async function runFetchLane(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<void> {
  const { db } = replica;
  const kick = new Latch();
  const stop = watchMissing(replica, kick);
  try {
    let triedFor = await wanted(replica);
    while (!signal.aborted) {
      await waitOut(replica, signal);
      await restOut(replica, kick, signal, triedFor);
      if (signal.aborted) return;
      try {
        if ((await missingOfKept(db)).length) await lock(() => fetchKept(replica, signal));
        if ((await readFetching(db)).failures > 0) await db.meta.put(rested);
        await kick.wait(POLL_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        await noteError(db, 'files', error, replica.now());
        // What else came to be missing meanwhile was tried with it.
        triedFor = await wanted(replica);
        await noteFailed(replica).catch(() => kick.wait(backoffMs(0, replica.random()), signal));
      }
    }
  } finally {
    stop();
  }
}

/** Waits until the timer is over, or something else is to be fetched than it was set for, or the network is back. */
async function restOut(replica: Replica, kick: Latch, signal: AbortSignal, triedFor: string): Promise<void> {
  while (!signal.aborted) {
    const left = leftToWait(await readFetching(replica.db), replica.now());
    if (left === 0 || (await wanted(replica)) !== triedFor) return;
    await kick.wait(left, signal);
  }
}

async function noteFailed(replica: Replica): Promise<void> {
  const { failures } = await readFetching(replica.db);
  const nextTryAt = replica.now() + backoffMs(failures, replica.random());
  await replica.db.meta.put({ key: 'fetching', nextTryAt, failures: failures + 1 });
}

/** What there is to fetch, and whether there is a network for it. */
async function wanted({ db }: Replica): Promise<string> {
  const [{ offlineSince }, missing] = await Promise.all([readSync(db), missingOfKept(db)]);
  return `${offlineSince === null} ${missing.map(({ id }) => id).join()}`;
}

/** Sets the latch when something else is to be fetched than before, or the network is back. */
function watchMissing(replica: Replica, kick: Latch): () => void {
  let before = '';
  const subscription = liveQuery(() => wanted(replica)).subscribe({
    next: (now) => {
      if (now !== before) kick.set();
      before = now;
    },
    error: () => kick.set(),
  });
  return () => subscription.unsubscribe();
}
