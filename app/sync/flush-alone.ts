import { dropFiles, strayCopies } from '../store/files.ts';
import { readSync, updateSync } from '../store/meta.ts';
import type { PushLock } from './cycle.ts';
import { noteFailure } from './failure.ts';
import { waitOut } from './pause.ts';
import { pull } from './pull.ts';
import { flush } from './push.ts';
import { countQueued, type Replica } from './replica.ts';
import { isPaused, leftToWait, timerAfter } from './timer.ts';

/** A worker that waited longer would be ended by the browser. */
const WAIT_MS_MAX = 60_000;

/** The timer says that it is too early. */
class TooEarly extends Error {
  override name = 'TooEarly';
}

/**
 * Hands over an outbox where no loop runs: in the service worker, when the browser says that the network is back. It
 * keeps to the persisted timer of the pages (SPEC R1), except that a network which was away is tried at once. `isLed`:
 * whether the loop of a page runs after all, which fetches news by itself.
 * @throws what failed, also when it is too early, so that the browser wakes the worker again
 */
export async function flushAlone(
  replica: Replica,
  { lock, isLed }: { lock: PushLock; isLed: () => Promise<boolean> },
  signal: AbortSignal,
): Promise<void> {
  if ((await countQueued(replica.db)) === 0) return;
  const sync = await readSync(replica.db);
  const now = replica.now();
  const paused = isPaused(sync, now);
  const waitMs = sync.offlineSince === null || paused ? leftToWait(sync, now) : 0;
  if (waitMs > WAIT_MS_MAX) throw new TooEarly('the server asked to be left alone for longer');
  if (paused) await waitOut(replica, signal);
  else if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  try {
    // A page may have done it meanwhile: then there is nothing to send.
    await lock(() => flush(replica, signal));
    // What was taken away leaves with this contact too (SPEC S1): else it would be there until a page has a network.
    if (!(await isLed())) {
      await pull(replica, signal);
      await dropFiles(replica.db, await strayCopies(replica.db));
    }
  } catch (error) {
    await noteFailure(replica, error, 'worker');
    throw error;
  }
  await updateSync(replica.db, (left) => ({
    ...timerAfter(left, replica.now()),
    failures: 0,
    offlineSince: null,
  }));
}
