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

/**
 * Runs an account's sync loop in one tab of the browser at a time (SPEC D5). The lock only saves work: two loops at
 * once would be as correct, and slower.
 */
export function startEngine(account: AccountRecord): Engine {
  const abort = new AbortController();
  const latch = new Latch();
  const channel = new BroadcastChannel(`${KICK}:${account.key}`);
  const kick = (): void => {
    latch.set();
    channel.postMessage('kick');
  };
  channel.onmessage = () => latch.set();
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') kick();
    else void askForBackgroundSync();
  };
  addEventListener('online', kick);
  document.addEventListener('visibilitychange', onVisible);
  void askForBackgroundSync();
  const running = navigator.locks
    .request(`waypost:sync:${account.key}`, { signal: abort.signal }, () =>
      runLoop(replicaOf(account), pushLock(account.key), latch, abort.signal),
    )
    .catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
  return {
    kick,
    async stop() {
      abort.abort();
      removeEventListener('online', kick);
      document.removeEventListener('visibilitychange', onVisible);
      channel.close();
      await running;
    },
  };
}

/** Asks the browser to wake the service worker when there is a network, also with no window open. Chromium only. */
export async function askForBackgroundSync(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register(SYNC_TAG);
  } catch {
    // Not allowed or not there: sending happens on start, on `online`, on becoming visible, and by the loop's timer.
  }
}
