/** Longer than any exchange with the server may take: who holds a lock for longer hangs, or is frozen. */
const PATIENCE_MS = 90_000;

/** Work that was told to end gets this long; what hangs is left behind. */
const GRACE_MS = 3_000;

/** Resolves a while after `signal` aborts: by then its work has ended, or hangs. Never, once `ended` has aborted. */
export function leftBehind(signal: AbortSignal, ended?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const later = (): void => void setTimeout(resolve, GRACE_MS);
    if (signal.aborted) later();
    else signal.addEventListener('abort', later, { once: true, ...(ended && { signal: ended }) });
  });
}

/** The tab or worker that holds a lock, by the browser's id for it. */
export async function holderOf(name: string): Promise<string | undefined> {
  const { held = [] } = await navigator.locks.query();
  return held.find((lock) => lock.name === name)?.clientId;
}

export interface Terms {
  /** Once it aborts the lock is given back even if the work hangs. */
  signal?: AbortSignal;
  /** A tab or worker that has lost its rights: what it holds is taken from it at once. */
  takeFrom?: string | undefined;
  /** How long it may be held: longer, where the work is long by its nature. */
  patienceMs?: number;
}

/**
 * Does `work` under a lock of the whole browser; a lock that is not granted for long is taken. Such locks only save
 * work (SPEC D5): two at once are as correct, while waiting for a frozen tab would be for ever.
 */
export async function underLock<T>(name: string, work: () => Promise<T>, terms: Terms = {}): Promise<T> {
  const { signal = new AbortController().signal, takeFrom, patienceMs = PATIENCE_MS } = terms;
  const steal = (): Promise<T> =>
    navigator.locks.request(name, { steal: true }, () => endingWith(signal, work()));
  if (takeFrom !== undefined && (await holderOf(name)) === takeFrom) return await steal();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  let begun = false;
  const first = (): Promise<T> => {
    begun = true;
    clearTimeout(timer);
    return endingWith(signal, work());
  };
  try {
    return await navigator.locks.request(name, { signal: patience.signal }, first);
  } catch (error) {
    if (begun || !patience.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  return await steal();
}

async function endingWith<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const hung = leftBehind(signal, ended.signal).then(() => Promise.reject(new Error('left behind')));
  return await Promise.race([work, hung]).finally(() => ended.abort());
}
