import { liveQuery } from 'dexie';
import type { PushLock } from '../sync/cycle.ts';
import { runFileLane } from '../sync/file-lane.ts';
import type { Latch } from '../sync/latch.ts';
import { runLoop } from '../sync/loop.ts';
import type { Replica } from '../sync/replica.ts';
import type { AccountRecord } from './accounts.ts';
import { streamLock } from './lead-locks.ts';
import { loadSurely } from './load-surely.ts';
import { fetchLock, fileLock, pushLock, replicaOf } from './replica-of.ts';

/** Until when this tab leads, and from which it took the lead. */
interface LedBy {
  signal: AbortSignal;
  takenFrom: string | undefined;
}

/** Keeps an account's words and files in step with the server for as long as this tab leads. */
export async function workAsLeader(
  account: AccountRecord,
  latch: Latch,
  { signal, takenFrom }: LedBy,
): Promise<void> {
  const streaming = (open: AbortSignal): void => {
    const held = (): Promise<void> =>
      new Promise((resolve) => open.addEventListener('abort', () => resolve()));
    // Only tells: who is not granted it has a stream all the same.
    void navigator.locks.request(streamLock(account.key), { ifAvailable: true }, async (lock) => {
      if (lock && !open.aborted) await held();
    });
  };
  // Whoever lost the lead in the middle of sending, or of renewing the session, holds that lock too, and will not give it back.
  const lock = pushLock(account.key, { signal, takeFrom: takenFrom });
  const replica = replicaOf(account, { takeFrom: takenFrom });
  const words = new AbortController();
  // A lane beside the words, and never in their way: it ends with them.
  const lane = AbortSignal.any([signal, words.signal]);
  const terms = { signal: lane, takeFrom: takenFrom };
  const files = Promise.all([
    runFileLane(replica, fileLock(account.key, terms), lane),
    fetchWhereKept(replica, fetchLock(account.key, terms), lane),
  ]);
  try {
    await runLoop(replica, lock, latch, signal, streaming);
  } finally {
    words.abort();
    await files.catch(() => undefined);
  }
}

/** From when somebody keeps files here: the first screen does without. */
async function fetchWhereKept(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const counts = liveQuery(() => replica.db.keptTickets.count());
  await new Promise<void>((resolve) => {
    const counting = counts.subscribe((count) => count && done());
    function done(): void {
      counting.unsubscribe();
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
  if (signal.aborted) return;
  const { runFetchLane } = await loadSurely(() => import('../sync/fetch-lane.ts'), { signal });
  await runFetchLane(replica, lock, signal);
}
