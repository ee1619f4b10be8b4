import { useSyncExternalStore } from 'react';
import type { Workbox } from 'workbox-window';
import { saveAllDrafts } from '../queries/drafts.ts';
import { NEWER_EVENT } from './tokens.ts';
import { askToPersist } from './persist.ts';

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

const state = { ready: false, held: false, prompt: null as InstallPrompt | null, version: 0 };
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
  // A window may stay open for weeks, and the browser looks for a new version only when one is opened.
  let lookedAt = -LOOK_AGAIN_MS;
  addEventListener(NEWER_EVENT, () => {
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = performance.now();
    worker.update().catch(() => undefined);
  });
  await followNewWorker();
  const registration = await worker.register();
  if (registration) watchForNew(registration);
}

/**
 * Every window follows when one of them has agreed to the new version; drafts are on the device by then. The first worker
 * of all takes over a window without a word; one that was reloaded past its worker is under none, and follows like any.
 */
async function followNewWorker(): Promise<void> {
  const { serviceWorker } = navigator;
  let hasWorker = serviceWorker.controller !== null;
  let reloading = false;
  serviceWorker.addEventListener('controllerchange', () => {
    const isNewer = hasWorker && !reloading;
    hasWorker = true;
    if (!isNewer) return;
    reloading = true;
    void whenKept().then(() => location.reload());
  });
  const known = await serviceWorker.getRegistration('/').catch(() => undefined);
  // One that is only just beginning takes over every window that is open.
  if (known?.active?.state === 'activated') hasWorker = true;
}

/** Says so as soon as a new version is whole and waits, however many before it could not be fetched whole. */
function watchForNew(registration: ServiceWorkerRegistration): void {
  const look = (): void => {
    // The first worker of all waits for nobody.
    if (!registration.waiting || !registration.active || state.ready) return;
    state.ready = true;
    changed();
  };
  const watch = (): void => registration.installing?.addEventListener('statechange', look);
  registration.addEventListener('updatefound', watch);
  watch();
  look();
}

/** So often it is tried again to keep what was typed. */
const KEEP_AGAIN_MS = 3_000;

/** Resolves when all that was typed in this window is on the device. What cannot be kept holds it, and the window says so. */
async function whenKept(): Promise<void> {
  while (!(await saveAllDrafts())) {
    hold(true);
    await new Promise((resolve) => setTimeout(resolve, KEEP_AGAIN_MS));
  }
  hold(false);
}

function hold(held: boolean): void {
  if (state.held === held) return;
  state.held = held;
  changed();
}

/** Looks for a new version now, because a person asked for it: takes it when it is here, else fetches the page anew. */
export async function updateNow(): Promise<void> {
  await whenKept();
  if (state.ready) return workbox?.messageSkipWaiting();
  await workbox?.update().catch(() => undefined);
  // Where there is a worker it serves the new version once that is whole; without one the server does.
  if (!state.ready) location.reload();
}

interface AppUpdate {
  ready: boolean;
  /** It was agreed to, and waits until what was typed here can be kept. */
  held: boolean;
  apply(): void;
}

/** A new version waits until the person agrees to it (facts.md: updates ask), and for words that are in this window alone. */
export function useAppUpdate(): AppUpdate {
  useSyncExternalStore(subscribe, () => state.version);
  return {
    ready: state.ready,
    held: state.held,
    apply: () => void whenKept().then(() => workbox?.messageSkipWaiting()),
  };
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
