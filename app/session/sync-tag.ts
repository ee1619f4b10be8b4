/** The Background Sync tag under which the service worker is asked to send the outbox. */
export const SYNC_TAG = 'waypost-outbox';
