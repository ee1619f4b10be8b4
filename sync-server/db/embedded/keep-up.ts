import { setTimeout as delay } from 'node:timers/promises';

/** Who wants to know, in words for a log. */
export type Told = {
  /** It is not there any more. */
  ended(): void;
  /** It is back, after so many tries. */
  back(tries: number): void;
  /** It did not come back; nobody tries any more. */
  gaveUp(reason: string): void;
};

export type KeepUpOptions = {
  isUp: () => boolean;
  /** False, or an error: it did not start this time. */
  startAgain: () => Promise<boolean>;
  whyNot: () => Promise<string>;
  told: Told;
  /** Resolves after so many milliseconds, or once `signal` aborts. */
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

const pauseFor = (ms: number, signal: AbortSignal): Promise<unknown> =>
  delay(ms, undefined, { signal, ref: false }).catch(() => undefined);

const LOOK_MS = 250;
const TRIES_MAX = 12;
const WAIT_MS_MAX = 30_000;
/** One that ends sooner than this is not well: the tries before it still count. */
const WELL_AFTER_MS = 60_000;

/** How long to wait before a try: not before the first, then ever longer, 30 s at most. About three minutes in all. */
export const waitBeforeMs = (tries: number): number =>
  tries === 0 ? 0 : Math.min(500 * 2 ** (tries - 1), WAIT_MS_MAX);

/**
 * Looks a few times a second whether PostgreSQL still runs, and starts it again where it does not. Answers a function that
 * ends it, after the try under way.
 */
export function keepUp({
  isUp,
  startAgain,
  whyNot,
  told,
  pause = pauseFor,
}: KeepUpOptions): () => Promise<void> {
  const stopped = new AbortController();
  const { signal } = stopped;
  const wait = (ms: number): Promise<unknown> => pause(ms, signal);
  const run = async (): Promise<void> => {
    let tries = 0;
    for (let upSince = performance.now(); ; upSince = performance.now()) {
      while (isUp() && !signal.aborted) await wait(LOOK_MS);
      if (signal.aborted) return;
      told.ended();
      if (performance.now() - upSince > WELL_AFTER_MS) tries = 0;
      for (let back = false; !back;) {
        if (tries === TRIES_MAX) return told.gaveUp(await whyNot());
        await wait(waitBeforeMs(tries));
        if (signal.aborted) return;
        tries += 1;
        back = await startAgain().catch(() => false);
      }
      told.back(tries);
    }
  };
  const running = run();
  return async () => {
    stopped.abort();
    await running;
  };
}
