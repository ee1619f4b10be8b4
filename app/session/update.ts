import { useSyncExternalStore } from 'react';
import type { Workbox } from 'workbox-window';
import { saveAllDrafts } from '../queries/drafts.ts';
import { NEWER_EVENT } from './tokens.ts';
import { askToPersist } from './persist.ts';

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

/** The server says it with every reply; once in a while is enough. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** Registers the service worker and watches for a new version and for the browser's offer to install. */
export function registerWorker(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    state.prompt = event as InstallPrompt;
    changed();
  });
  addEventListener('appinstalled', () => {
    void askToPersist();
    state.prompt = null;
    changed();
  });
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  // Where workers are blocked the app works all the same, as long as there is a network to start it.
  import('workbox-window')
    .then((module) => watchWorker(new module.Workbox('/sw.js', { scope: '/' })))
    .catch(() => undefined);
}

async function watchWorker(worker: Workbox): Promise<void> {
  workbox = worker;
  worker.addEventListener('waiting', () => {
    state.ready = true;
    changed();
  });
  // Every tab follows when one of them has agreed to the new version; drafts are on the device by then.
  let reloading = false;
  worker.addEventListener('controlling', (event) => {
    if (!event.isUpdate || reloading) return;
    reloading = true;
    void saveAllDrafts().then(() => location.reload());
  });
  // A window may stay open for weeks, and the browser looks for a new version only when one is opened.
  let lookedAt = -LOOK_AGAIN_MS;
  addEventListener(NEWER_EVENT, () => {
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = performance.now();
    worker.update().catch(() => undefined);
  });
  await worker.register();
}

/** Looks for a new version now, because a person asked for it: takes it when it is here, else fetches the page anew. */
export async function updateNow(): Promise<void> {
  if (state.ready) return workbox?.messageSkipWaiting();
  await saveAllDrafts();
  await workbox?.update().catch(() => undefined);
  // Where there is a worker it serves the new version once that is whole; without one the server does.
  if (!state.ready) location.reload();
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
