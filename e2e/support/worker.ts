import type { CDPSession } from 'playwright';
import { SYNC_TAG } from '../../app/session/sync-tag.ts';

/** Wakes the service worker of an origin as the browser's own sync event does, each time it is called. */
export async function wakerOf(cdp: CDPSession, origin: string): Promise<() => Promise<unknown>> {
  const registrationId = await registrationAt(cdp, origin);
  return () =>
    cdp.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag: SYNC_TAG, lastChance: false });
}

/** The browser's name for the service worker of an origin. */
async function registrationAt(cdp: CDPSession, origin: string): Promise<string> {
  const found = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (ours) resolve(ours.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  return await found;
}
