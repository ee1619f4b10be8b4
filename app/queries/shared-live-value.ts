import { useSyncExternalStore } from 'react';
import { sameJson } from '../../shared/lib/fingerprint.ts';
import type { AccountRecord } from '../session/accounts.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type DeviceDatabase } from '../store/database.ts';
import { follow } from './live.ts';

type Read<T> = (db: DeviceDatabase, account: AccountRecord) => Promise<T>;

/**
 * What many parts of the screen show of the device: read once for all of them at each change, however many look, and
 * only while somebody does. A screen is drawn again only when the answer has changed. Undefined until the first answer.
 */
export function sharedLiveValue<T>(read: Read<T>): () => T | undefined {
  const values = new WeakMap<DeviceDatabase, LiveValue<T>>();
  return function useSharedLiveValue() {
    const account = currentAccount();
    const db = openDatabase(account.key);
    let value = values.get(db);
    if (!value) values.set(db, (value = new LiveValue(db, () => read(db, account))));
    return useSyncExternalStore(value.subscribe, value.now);
  };
}

/** The latest answer of a query, followed from the first who looks to the last. */
export class LiveValue<T> {
  #db: DeviceDatabase;
  #query: () => Promise<T>;
  #latest: T | undefined;
  #listeners = new Set<() => void>();
  #end: (() => void) | undefined;

  constructor(db: DeviceDatabase, query: () => Promise<T>) {
    this.#db = db;
    this.#query = query;
  }

  readonly now = (): T | undefined => this.#latest;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#end ??= follow(this.#db, this.#query, (value) => this.#next(value));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#end?.();
      this.#end = undefined;
      // Who looks again later is not shown what was true then.
      this.#latest = undefined;
    };
  };

  #next(value: T): void {
    if (this.#latest !== undefined && sameJson(this.#latest, value)) return;
    this.#latest = value;
    for (const listener of this.#listeners) listener();
  }
}
