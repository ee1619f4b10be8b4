import { useSyncExternalStore } from 'react';
import { Workbox } from 'workbox-window';
import { saveAllDrafts } from '../queries/drafts.ts';

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const state = { ready: false, prompt: null as InstallPrompt | null, version: 0 };
const listeners = new Set<() => void>();
let workbox: Workbox | undefined;

function changed(): void {
  state.version += 1;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Registers the service worker and watches for a new version and for the browser's offer to install. */
export function registerWorker(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    state.prompt = event as InstallPrompt;
    changed();
  });
  addEventListener('appinstalled', () => {
    state.prompt = null;
    changed();
  });
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  workbox = new Workbox('/sw.js', { scope: '/' });
  workbox.addEventListener('waiting', () => {
    state.ready = true;
    changed();
  });
  // Every tab follows when one of them has agreed to the new version; drafts are on the device by then.
  let reloading = false;
  workbox.addEventListener('controlling', (event) => {
    if (!event.isUpdate || reloading) return;
    reloading = true;
    void saveAllDrafts().then(() => location.reload());
  });
  // Where workers are blocked the app works all the same, as long as there is a network to start it.
  workbox.register().catch(() => undefined);
}

/** A new version waits until the person agrees to it (facts.md: updates ask). */
export function useAppUpdate(): { ready: boolean; apply(): void } {
  useSyncExternalStore(subscribe, () => state.version);
  return { ready: state.ready, apply: () => workbox?.messageSkipWaiting() };
}

export function useInstall(): { available: boolean; install(): Promise<void> } {
  useSyncExternalStore(subscribe, () => state.version);
  return {
    available: state.prompt !== null,
    async install() {
      await state.prompt?.prompt();
      state.prompt = null;
      changed();
    },
  };
}
