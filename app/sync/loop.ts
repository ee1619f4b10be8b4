import { liveQuery } from 'dexie';
import { backoffMs } from './backoff.ts';
import { cycle, type PushLock } from './cycle.ts';
import { noteFailure } from './failure.ts';
import { Latch } from './latch.ts';
import { countQueued, type Replica } from './replica.ts';
import { listen } from './stream.ts';

/** Even with an open stream the device asks now and then: hints are lossy by design (SPEC S7). */
const POLL_MS = 60_000;

/**
 * Keeps a replica in step with the server until `signal` aborts: a round whenever something is to be sent, a stream
 * says so, the network comes back, the app becomes visible, or a timer runs out. Failures are waited out by a timer
 * that outlives the page; they are never counted against any change (sync.md, "What a device may say").
 */
export async function runLoop(
  replica: Replica,
  lock: PushLock,
  kick: Latch,
  signal: AbortSignal,
): Promise<void> {
  const turn = new Turn();
  const stopWatching = watchOutbox(replica, kick);
  let streaming: Promise<void> | undefined;
  try {
    while (!signal.aborted) {
      try {
        await turn.exclusively(() => cycle(replica, lock, signal));
        streaming ??= stream(replica, signal, turn, kick).finally(() => (streaming = undefined));
        await kick.wait(POLL_MS, signal);
      } catch (error) {
        if (signal.aborted) break;
        await kick.wait(await noteFailure(replica, error), signal);
      }
    }
  } finally {
    stopWatching();
    await streaming;
  }
}

/** Queues work so that a stream's delta never lands in the middle of a fill or a paged pull. */
class Turn {
  #last: Promise<unknown> = Promise.resolve();

  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}

/** Holds one stream open; when it breaks, the next round with the server decides how to go on. */
async function stream(replica: Replica, signal: AbortSignal, turn: Turn, kick: Latch): Promise<void> {
  try {
    const { retryMs } = await listen(replica, signal, {
      behind: () => kick.set(),
      exclusively: (work) => turn.exclusively(work),
    });
    await new Promise((resolve) => setTimeout(resolve, signal.aborted ? 0 : retryMs));
  } catch {
    // Whatever broke the stream also meets the next round, which notes and waits out what it finds.
    await new Promise((resolve) => setTimeout(resolve, signal.aborted ? 0 : backoffMs(0, Math.random())));
  }
  kick.set();
}

function watchOutbox(replica: Replica, kick: Latch): () => void {
  const subscription = liveQuery(() => countQueued(replica.db)).subscribe({
    next: (count) => {
      if (count > 0) kick.set();
    },
    error: () => kick.set(),
  });
  return () => subscription.unsubscribe();
}
