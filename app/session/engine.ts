import { fileLock, pushLock, replicaOf } from './replica-of.ts';
import { runFileLane } from '../sync/file-lane.ts';
import { Latch } from '../sync/latch.ts';
import { runLoop } from '../sync/loop.ts';
import type { AccountRecord } from './accounts.ts';
import { Lead } from './lead.ts';
import { SYNC_TAG } from './sync-tag.ts';

/** What tabs tell each other: the one that leads does the work. */
const KICK = 'waypost:kick';

export interface Engine {
  /** Whether this tab does the work for the whole browser. */
  leads(): boolean;
  /** Asks whichever tab leads for a round with the server now. */
  kick(): void;
  /** Begins anew: the tab that leads lets go of whatever hangs, and another may take the lead. */
  restart(): void;
  /** Takes the lead from a tab under which nothing moves. */
  takeLead(): void;
  stop(): Promise<void>;
}

/** The leading tab says this often that it is alive; one that is silent for so long has lost the lead. */
const BEAT_MS = 2_000;
const SILENT_MS = 8_000;

/** The lock that is held while the one stream is open; whoever wants to know asks the browser. */
export const streamLock = (accountKey: string): string => `waypost:stream:${accountKey}`;
/** The lock of the tab that leads. */
export const leadLock = (accountKey: string): string => `waypost:sync:${accountKey}`;

/**
 * Runs an account's sync loop in one tab of the browser at a time (SPEC D5). The lock only saves work: two loops at
 * once would be as correct, and slower. A tab that was frozen keeps its lock, so a visible tab that has heard nothing
 * from the leader for a while takes the lock over, and the one for sending with it; the old leader stops when it thaws.
 */
export function startEngine(account: AccountRecord): Engine {
  const abort = new AbortController();
  const { signal } = abort;
  const latch = new Latch();
  const channel = new BroadcastChannel(`${KICK}:${account.key}`);
  let heardAt = performance.now();
  let wanted = false;
  const kick = (): void => {
    latch.set();
    channel.postMessage('kick');
  };
  const beat = (): void => {
    heardAt = performance.now();
    channel.postMessage('beat');
  };
  const leaderIsSilent = (): boolean =>
    document.visibilityState === 'visible' && performance.now() - heardAt > SILENT_MS;
  const lead = new Lead({
    name: leadLock(account.key),
    mayTake: () => wanted || leaderIsSilent(),
    work: async (signal, takenFrom) => {
      wanted = false;
      await whileBeating(beat, () => loopOf(account, latch, { signal, takenFrom }));
    },
  });
  channel.onmessage = ({ data }) => {
    if (data === 'beat') heardAt = performance.now();
    else if (data === 'restart') lead.giveUp();
    else latch.set();
  };
  const onVisible = (): void => {
    // Timers stood still while this tab was hidden: the leader gets a moment to be heard again.
    heardAt = performance.now();
    if (document.visibilityState === 'visible') kick();
    else askForBackgroundSync();
  };
  addEventListener('online', kick);
  document.addEventListener('visibilitychange', onVisible);
  askForBackgroundSync();
  const running = lead.keep(signal);
  return {
    leads: () => lead.leads,
    kick,
    restart() {
      if (lead.leads) lead.giveUp();
      else channel.postMessage('restart');
    },
    takeLead() {
      wanted = !lead.leads;
    },
    async stop() {
      abort.abort();
      removeEventListener('online', kick);
      document.removeEventListener('visibilitychange', onVisible);
      await running;
      channel.close();
    },
  };
}

interface LedBy {
  signal: AbortSignal;
  takenFrom: string | undefined;
}

async function loopOf(account: AccountRecord, latch: Latch, { signal, takenFrom }: LedBy): Promise<void> {
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
  const files = runFileLane(replica, fileLock(account.key, { signal: lane, takeFrom: takenFrom }), lane);
  try {
    await runLoop(replica, lock, latch, signal, streaming);
  } finally {
    words.abort();
    await files.catch(() => undefined);
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
