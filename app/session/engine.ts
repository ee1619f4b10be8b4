import { Latch } from '../sync/latch.ts';
import type { AccountRecord } from './accounts.ts';
import { leadLock } from './lead-locks.ts';
import { Lead } from './lead.ts';
import { loadSurely } from './load-surely.ts';
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

/**
 * Runs an account's sync loop in one tab of the browser at a time (SPEC D5). The lock only saves work: two loops at
 * once would be as correct, and slower. A tab that was frozen keeps its lock, so a visible tab that has heard nothing
 * from the leader for a while takes the lock over, and the one for sending with it; the old leader stops when it thaws.
 */
export function startEngine(account: AccountRecord): Engine {
  const abort = new AbortController();
  const { signal } = abort;
  // Beside the first screen and not before it, which needs none of it.
  const work = loadSurely(() => import('./lead-work.ts'), { signal });
  work.catch(() => undefined);
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
      const { workAsLeader } = await work;
      await whileBeating(beat, () => workAsLeader(account, latch, { signal, takenFrom }));
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
  // A hint as well: a try tells whether the server is away, instead of saying "synced" until somebody asks for something.
  addEventListener('offline', kick);
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
      removeEventListener('offline', kick);
      document.removeEventListener('visibilitychange', onVisible);
      await running;
      channel.close();
    },
  };
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
