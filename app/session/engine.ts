import { pushLock, replicaOf } from './replica-of.ts';
import { Latch } from '../sync/latch.ts';
import { runLoop } from '../sync/loop.ts';
import type { AccountRecord } from './accounts.ts';
import { SYNC_TAG } from './sync-tag.ts';

/** What tabs tell each other: the one that leads does the work. */
const KICK = 'waypost:kick';

export interface Engine {
  /** Asks whichever tab leads for a round with the server now. */
  kick(): void;
  stop(): Promise<void>;
}

/** The leading tab says this often that it is alive; one that is silent for so long has lost the lead. */
const BEAT_MS = 2_000;
const SILENT_MS = 8_000;

/**
 * Runs an account's sync loop in one tab of the browser at a time (SPEC D5). The lock only saves work: two loops at
 * once would be as correct, and slower. A tab that was frozen keeps its lock, so a visible tab that has heard nothing
 * from the leader for a while takes the lock over; the old leader stops when it thaws.
 */
export function startEngine(account: AccountRecord): Engine {
  const abort = new AbortController();
  const { signal } = abort;
  const latch = new Latch();
  const channel = new BroadcastChannel(`${KICK}:${account.key}`);
  let heardAt = Date.now();
  const kick = (): void => {
    latch.set();
    channel.postMessage('kick');
  };
  channel.onmessage = ({ data }) => {
    if (data === 'beat') heardAt = Date.now();
    else latch.set();
  };
  const onVisible = (): void => {
    // Timers stood still while this tab was hidden: the leader gets a moment to be heard again.
    heardAt = Date.now();
    if (document.visibilityState === 'visible') kick();
    else askForBackgroundSync();
  };
  addEventListener('online', kick);
  document.addEventListener('visibilitychange', onVisible);
  askForBackgroundSync();
  const beat = (): void => {
    heardAt = Date.now();
    channel.postMessage('beat');
  };
  const leaderIsSilent = (): boolean =>
    document.visibilityState === 'visible' && Date.now() - heardAt > SILENT_MS;
  const running = keepLeading(account, latch, signal, beat, leaderIsSilent);
  return {
    kick,
    async stop() {
      abort.abort();
      removeEventListener('online', kick);
      document.removeEventListener('visibilitychange', onVisible);
      await running;
      channel.close();
    },
  };
}

/** Waits for the lead, works while it has it, and after any mishap waits for it again. */
async function keepLeading(
  account: AccountRecord,
  latch: Latch,
  signal: AbortSignal,
  beat: () => void,
  leaderIsSilent: () => boolean,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await waitForLead(`waypost:sync:${account.key}`, signal, leaderIsSilent, (lead) =>
        whileBeating(beat, () => runLoop(replicaOf(account), pushLock(account.key), latch, lead)),
      );
    } catch {
      // The lead was taken, or the loop fell over its storage: nothing is lost, it begins again.
      await new Promise((resolve) => setTimeout(resolve, signal.aborted ? 0 : BEAT_MS));
    }
  }
}

async function whileBeating(beat: () => void, work: () => Promise<void>): Promise<void> {
  beat();
  const timer = setInterval(beat, BEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

/** Holds the lock while `work` runs; takes it from a leader that has gone silent. */
async function waitForLead(
  name: string,
  signal: AbortSignal,
  leaderIsSilent: () => boolean,
  work: (lead: AbortSignal) => Promise<void>,
): Promise<void> {
  const taken = new AbortController();
  const lead = AbortSignal.any([signal, taken.signal]);
  const waiting = new AbortController();
  const watch = setInterval(() => {
    if (leaderIsSilent()) waiting.abort();
  }, BEAT_MS);
  const holding = (): Promise<void> => {
    clearInterval(watch);
    return work(lead);
  };
  try {
    const queue = AbortSignal.any([signal, waiting.signal]);
    await navigator.locks.request(name, { signal: queue }, holding);
  } catch (error) {
    // Somebody took the lead from this tab, which may have been frozen in the middle of its work.
    taken.abort();
    if (signal.aborted) return;
    if (!waiting.signal.aborted) throw error;
    await navigator.locks.request(name, { steal: true }, holding);
  } finally {
    clearInterval(watch);
  }
}

/** At once for the first change, then once for all that follow within this time. */
const ASK_MS = 500;
let asking: ReturnType<typeof setTimeout> | undefined;

/** Asks the browser to wake the service worker when there is a network, also with no window open. Chromium only. */
export function askForBackgroundSync(): void {
  if (asking) return;
  void register();
  asking = setTimeout(() => {
    asking = undefined;
    void register();
  }, ASK_MS);
}

async function register(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register(SYNC_TAG);
  } catch {
    // Not allowed or not there: sending happens on start, on `online`, on becoming visible, and by the loop's timer.
  }
}
