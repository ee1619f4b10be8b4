/** How this device's storage is doing, as far as any tab of this profile has noticed. */
export interface StorageCondition {
  /** Something could not be kept for want of room, and since then there has not been enough again. */
  full: boolean;
  /** The storage has not answered one of the tabs for a while. */
  silent: boolean;
}

/** What tabs and the worker tell each other. `ask` is said by who has just come. */
type Said = { full: boolean } | { tab: string; silent: boolean } | 'ask';

/** The part of a BroadcastChannel that is needed. */
export interface ConditionChannel {
  postMessage(said: Said): void;
  onmessage: ((event: MessageEvent<Said>) => void) | null;
}

/** A tab whose storage is silent says so again within this time, or it is gone. */
const SILENT_FOR_MS = 3 * 60_000;

/**
 * Kept in memory, because a storage in trouble cannot be asked to remember that it is; and told to every tab of the
 * profile, because only one of them meets it (SPEC D6, D7). Room is the device's, so its last word is everybody's;
 * silence is a tab's own, and each takes back only its own.
 */
export class Condition {
  #present: StorageCondition = { full: false, silent: false };
  #listeners = new Set<() => void>();
  #channel: ConditionChannel | undefined;
  #tab = '';
  /** The tabs whose storage is silent, each with what forgets it. */
  #silent = new Map<string, ReturnType<typeof setTimeout> | undefined>();

  get present(): StorageCondition {
    return this.#present;
  }

  /** What this tab itself has found. */
  note(news: Partial<StorageCondition>): void {
    if (news.full !== undefined && news.full !== this.#present.full)
      this.#channel?.postMessage({ full: news.full });
    if (news.silent !== undefined && (news.silent || this.#silent.has(this.#tab))) {
      this.#setSilent(this.#tab, news.silent);
      this.#channel?.postMessage({ tab: this.#tab, silent: news.silent });
    }
    this.#show(news.full ?? this.#present.full);
  }

  /** From now on it is one with what the other tabs and the worker have found. */
  share(channel: ConditionChannel, tab: string): void {
    this.#channel = channel;
    this.#tab = tab;
    channel.onmessage = ({ data }) => {
      if (data === 'ask') this.#answer();
      else if ('full' in data) this.#show(data.full);
      else {
        this.#setSilent(data.tab, data.silent);
        this.#show(this.#present.full);
      }
    };
    channel.postMessage('ask');
  }

  /** This tab goes: its silence goes with it. */
  leave(): void {
    this.note({ silent: false });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #answer(): void {
    if (this.#present.full) this.#channel?.postMessage({ full: true });
    if (this.#silent.has(this.#tab)) this.#channel?.postMessage({ tab: this.#tab, silent: true });
  }

  #setSilent(tab: string, silent: boolean): void {
    clearTimeout(this.#silent.get(tab));
    this.#silent.delete(tab);
    if (!silent) return;
    const forget = (): void => {
      this.#silent.delete(tab);
      this.#show(this.#present.full);
    };
    this.#silent.set(tab, tab === this.#tab ? undefined : setTimeout(forget, SILENT_FOR_MS));
  }

  #show(full: boolean): void {
    const next = { full, silent: this.#silent.size > 0 };
    if (next.full === this.#present.full && next.silent === this.#present.silent) return;
    this.#present = next;
    for (const listener of this.#listeners) listener();
  }
}

export const storageCondition = new Condition();

/** Joins the tabs and the worker of this profile; for tabs and the worker to call once. */
export function shareStorageCondition(): void {
  storageCondition.share(new BroadcastChannel('waypost:storage'), crypto.randomUUID());
}
