/** When a part of the app could not be fetched, it is tried again after so long. */
const AGAIN_MS = 2_000;

/**
 * Fetches a part of the app that the first screen does without; tried until it comes, or until `signal` aborts: with no
 * network yet, and no worker that has it, there is nothing to be done with it either. `failed` is told each time.
 */
export async function loadSurely<T>(
  load: () => Promise<T>,
  { signal, failed }: { signal?: AbortSignal; failed?: () => void } = {},
): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (signal?.aborted) throw error;
      failed?.();
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
