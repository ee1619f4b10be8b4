import { holderOf, leftBehind } from './locks.ts';

const PAUSE_MS = 2_000;

export interface LeadOptions {
  /** The lock's name. */
  name: string;
  /** True when whoever leads has lost the right to: it is silent, or nothing moves. */
  mayTake(): boolean;
  /** Runs while this tab leads, until `lead` aborts. `takenFrom`: the tab or worker, if any, that the lead was taken from. */
  work(lead: AbortSignal, takenFrom: string | undefined): Promise<void>;
}

/**
 * A tab's part in who does the work: one at a time in a browser, by a Web Lock (SPEC D5). A tab that was frozen keeps
 * its lock, so another may take it; and whoever leads can let go of it even when its own work hangs.
 */
export class Lead {
  leads = false;
  #options: LeadOptions;
  #attempt = new AbortController();

  constructor(options: LeadOptions) {
    this.#options = options;
  }

  /** Ends this tab's work and lets another tab have the lead, if one waits for it. */
  giveUp(): void {
    this.#attempt.abort();
  }

  /** Waits for the lead, works while it has it, and after any mishap waits for it again, until `signal` aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#attempt = new AbortController();
      // The lead was taken, or the work fell over its storage: nothing is lost, it begins again.
      await this.#once(AbortSignal.any([signal, this.#attempt.signal])).catch(() => undefined);
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    const options = this.#options;
    const taken = new AbortController();
    const lead = AbortSignal.any([signal, taken.signal]);
    const waiting = new AbortController();
    const watch = setInterval(() => {
      if (options.mayTake()) waiting.abort();
    }, PAUSE_MS);
    const holding = async (takenFrom?: string): Promise<void> => {
      clearInterval(watch);
      this.leads = true;
      try {
        await Promise.race([options.work(lead, takenFrom), leftBehind(lead)]);
      } finally {
        this.leads = false;
      }
    };
    const queue = AbortSignal.any([signal, waiting.signal]);
    try {
      await navigator.locks
        .request(options.name, { signal: queue }, () => holding())
        .catch(async (error: unknown) => {
          if (signal.aborted || !waiting.signal.aborted) throw error;
          const former = await holderOf(options.name);
          await navigator.locks.request(options.name, { steal: true }, () => holding(former));
        });
    } catch (error) {
      // Somebody took the lead from this tab, which may have been frozen in the middle of its work.
      taken.abort();
      if (!signal.aborted) throw error;
    } finally {
      clearInterval(watch);
    }
  }
}
