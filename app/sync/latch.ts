/** Something to wait on: set from anywhere, and waiting clears it. Setting it twice is setting it once. */
export class Latch {
  #set = false;
  #waiting: (() => void) | undefined;

  set(): void {
    this.#set = true;
    this.#waiting?.();
  }

  /** Resolves when set, after at most `timeoutMs`, or when `signal` aborts. True if it was set. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#set && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        this.#waiting = done;
        signal.addEventListener('abort', done, { once: true });
      });
      this.#waiting = undefined;
    }
    const wasSet = this.#set;
    this.#set = false;
    return wasSet;
  }
}
