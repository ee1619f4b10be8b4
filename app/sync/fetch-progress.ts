/** How much of a file has come; null: it is not being fetched any more. */
export interface FetchProgress {
  id: string;
  got: number | null;
}

/** Not told more often than this. */
const EVERY_MS = 200;

export const progressChannel = (accountKey: string): string => `waypost:fetching:${accountKey}`;

/**
 * Tells all windows how a file comes: the one in which somebody waits for it need not be the one that fetches. Nothing of it
 * is kept.
 */
export function tellProgress(accountKey: string, id: string) {
  const channel = new BroadcastChannel(progressChannel(accountKey));
  let got = 0;
  let toldAt = -EVERY_MS;
  const tell = (progress: FetchProgress) => channel.postMessage(progress);
  return {
    heard: (bytes: number): void => {
      got += bytes;
      const now = performance.now();
      if (now - toldAt < EVERY_MS) return;
      toldAt = now;
      tell({ id, got });
    },
    end: (): void => {
      tell({ id, got: null });
      channel.close();
    },
  };
}
