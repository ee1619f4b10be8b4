import { liveQuery } from 'dexie';
import { emptySync, readSync } from '../store/meta.ts';
import { backoffMs } from './backoff.ts';
import { checkWhenDue } from './check.ts';
import { cycle, type PushLock } from './cycle.ts';
import { noteError } from '../store/error-log.ts';
import { noteFailure, retryAfterOf } from './failure.ts';
import { Latch } from './latch.ts';
import { notePause, waitOut } from './pause.ts';
import { countQueued, type Replica } from './replica.ts';
import { listen } from './stream.ts';
import { isPaused, leftToWait } from './timer.ts';

/** Even with an open stream the device asks now and then: hints are lossy by design (SPEC S7). */
const POLL_MS = 60_000;

/**
 * Keeps a replica in step with the server until `signal` aborts: a round whenever something is to be sent, a stream
 * says so, the network comes back, the app becomes visible, or a timer runs out. Failures are waited out by a timer
 * that outlives the page; they are never counted against any change (sync.md, "What a device may say"). `streaming` is
 * told each time a stream opens, with a signal that aborts when it has ended.
 */
export async function runLoop(
  replica: Replica,
  lock: PushLock,
  kick: Latch,
  signal: AbortSignal,
  streaming: (open: AbortSignal) => void = () => undefined,
): Promise<void> {
  const turn = new Turn();
  const rounds = { begun: 0, done: 0 };
  const round = async (): Promise<boolean> => {
    const mine = (rounds.begun += 1);
    const whole = await cycle(replica, lock, signal);
    if (whole) rounds.done = mine;
    return whole;
  };
  const stopWatching = watchOutbox(replica, kick);
  let listening: Promise<void> | undefined;
  try {
    await waitOn(replica, kick, signal);
    while (!signal.aborted) {
      try {
        await waitOut(replica, signal);
        if (!(await turn.exclusively(round))) continue;
        listening ??= keepListening(replica, signal, { turn, kick, rounds, streaming });
        const kicked = await kick.wait(POLL_MS, signal);
        if (!kicked && !signal.aborted) await checkWhenDue(replica, signal);
      } catch (error) {
        if (signal.aborted) break;
        await restAfter(replica, error, kick, signal);
      }
    }
  } finally {
    stopWatching();
    await listening;
  }
}

/** A loop that begins waits on where a page before it, or the worker, had stopped (SPEC R1). */
async function waitOn(replica: Replica, kick: Latch, signal: AbortSignal): Promise<void> {
  const sync = await readSync(replica.db).catch(() => emptySync());
  const now = replica.now();
  // A network that was away may be back: whoever opens the app wants to know, and it costs no server anything.
  if (sync.offlineSince === null && !isPaused(sync, now)) await kick.wait(leftToWait(sync, now), signal);
}

/**
 * Waits after a failure, unless there is a reason to try now; what the server asked for is waited out before the next
 * round. Even the storage may fail while a failure is written down: the loop goes on, it only forgets to say why.
 */
async function restAfter(replica: Replica, error: unknown, kick: Latch, signal: AbortSignal): Promise<void> {
  const asked = retryAfterOf(error);
  try {
    const waitMs = await noteFailure(replica, error);
    if (asked === null) await kick.wait(waitMs, signal);
  } catch {
    await (asked === null ? kick : new Latch()).wait(backoffMs(3, replica.random(), asked), signal);
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

/** What the stream has to do with the rounds beside it. */
interface Listening {
  turn: Turn;
  kick: Latch;
  /** How many have begun, and which was the last to be done. */
  rounds: Readonly<{ begun: number; done: number }>;
  streaming: (open: AbortSignal) => void;
}

/**
 * Keeps one stream open, beside the rounds: it comes back by itself, ever more slowly while it cannot, and each time its
 * first word tells whether anything was missed. A proxy that lets no stream through costs a try a minute and no more.
 * Where the server asks for patience it is not asked for a stream, and what it asks of the stream holds for all (SPEC R1).
 */
async function keepListening(
  replica: Replica,
  signal: AbortSignal,
  { turn, kick, rounds, streaming }: Listening,
): Promise<void> {
  const pause = new Latch();
  for (let failures = 0; !signal.aborted;) {
    const open = new AbortController();
    await waitOut(replica, signal);
    if (signal.aborted) return;
    try {
      const { retryMs } = await listen(replica, signal, {
        opened: () => {
          failures = 0;
          streaming(open.signal);
        },
        behind: () => {
          // One that is under way may have asked before.
          const next = rounds.begun + 1;
          kick.set();
          return () => rounds.done >= next;
        },
        exclusively: (work) => turn.exclusively(work),
      });
      open.abort();
      await pause.wait(retryMs, signal);
    } catch (error) {
      // Whatever is wrong also meets the next round with the server, which tells the person.
      open.abort();
      await noteError(replica.db, 'stream', error, replica.now());
      const noted = await notePause(replica, error, failures).catch(() => false);
      if (!noted) await pause.wait(backoffMs(failures, replica.random(), retryAfterOf(error)), signal);
      failures += 1;
    }
  }
}

/** While the server cannot be reached, an edit does not start a try of its own more often than this. */
const KICK_MS = 3_000;

function watchOutbox(replica: Replica, kick: Latch): () => void {
  let kickedAt = 0;
  const kickUnlessAway = async (): Promise<void> => {
    const { offlineSince } = await readSync(replica.db);
    if (offlineSince !== null && Date.now() - kickedAt < KICK_MS) return;
    kickedAt = Date.now();
    kick.set();
  };
  // What was there already is no news: the loop begins with a round, or waits for its time.
  let first = true;
  const subscription = liveQuery(() => countQueued(replica.db)).subscribe({
    next: (count) => {
      if (count > 0 && !first) void kickUnlessAway().catch(() => kick.set());
      first = false;
    },
    error: () => kick.set(),
  });
  return () => subscription.unsubscribe();
}
