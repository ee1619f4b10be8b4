import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { keepShared } from './photos/shared.ts';
import { accountsDatabase } from './session/accounts.ts';
import { leadLock } from './session/lead-locks.ts';
import { holderOf } from './session/locks.ts';
import { SYNC_TAG } from './session/sync-tag.ts';
import { fileLock, pushLock, replicaOf } from './session/replica-of.ts';
import { shareStorageCondition } from './store/condition.ts';
import { sendFilesAlone } from './sync/file-lane.ts';
import { flushAlone } from './sync/flush-alone.ts';

declare const self: ServiceWorkerGlobalScope;

// The whole shell is precached: the app starts from here whatever the network does.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), {
    denylist: [/^\/(auth|sync|people|desk|files|health)(\/|$)/],
  }),
);

// What another app shares comes as a form that is sent: it is kept here, with or without a network, and a window asks
// which ticket it goes to.
registerRoute(
  ({ url }) => url.pathname === '/share',
  async ({ request }) => {
    const form = request.formData();
    // Whatever stands in the way, the app says it: the browser's own page would know only that nothing came.
    const kept = await form.then(keepShared).catch(() => false);
    return Response.redirect(kept ? '/share' : '/share?kept=no', 303);
  },
  'POST',
);

// What it finds of the storage while it sends, the windows show.
shareStorageCondition();

// Updates ask: the new version takes over only when a page says so.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/**
 * The network is back, and maybe no window is open: what waits is sent from here, under the lock a page would use.
 * A failure must be thrown, or the browser takes the work for done and does not try again (facts.md).
 */
self.addEventListener('sync', (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(flushAll());
});

/** A browser ends a worker that takes minutes. */
const FILES_MS = 90_000;

async function flushAll(): Promise<void> {
  const failures: unknown[] = [];
  for (const account of await accountsDatabase.accounts.toArray()) {
    try {
      const replica = replicaOf(account);
      const alone = {
        lock: pushLock(account.key),
        isLed: async () => (await holderOf(leadLock(account.key))) !== undefined,
      };
      await flushAlone(replica, alone, new AbortController().signal);
      // Words first; what there is no time for wakes this worker again.
      await sendFilesAlone(replica, fileLock(account.key), AbortSignal.timeout(FILES_MS));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length) throw failures[0];
}
