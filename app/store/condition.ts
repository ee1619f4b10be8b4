/** How this device's storage is doing, as far as this tab has noticed. */
export interface StorageCondition {
  /** Something could not be kept for want of room, and since then there has not been enough again. */
  full: boolean;
  /** The storage has not answered for a while. */
  silent: boolean;
}

/** Kept in memory, because a storage in trouble cannot be asked to remember that it is. */
class Condition {
  #present: StorageCondition = { full: false, silent: false };
  #listeners = new Set<() => void>();

  get present(): StorageCondition {
    return this.#present;
  }

  note(news: Partial<StorageCondition>): void {
    const next = { ...this.#present, ...news };
    if (next.full === this.#present.full && next.silent === this.#present.silent) return;
    this.#present = next;
    for (const listener of this.#listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const storageCondition = new Condition();
