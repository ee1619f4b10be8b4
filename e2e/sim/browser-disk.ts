import { Dexie } from 'dexie';
import { IDBDatabase, IDBFactory, IDBKeyRange, IDBTransaction } from 'fake-indexeddb';
import type { Owner, Scheduler } from './scheduler.ts';

// The inside of fake-indexeddb, as far as a disk must be looked at, copied, or left behind by a process that died.

interface RawStore {
  records: { values(): Iterable<{ key: unknown; value: unknown }> };
}
interface RawTransaction {
  db: object;
  mode: string;
  _state: string;
  _started: boolean;
  _rollbackLog: (() => void)[];
  _start(): void;
}
interface RawDatabase {
  name: string;
  transactions: RawTransaction[];
  connections: object[];
  rawObjectStores: Map<string, RawStore>;
  processTransactions(): void;
}

/** The disk of all browsers of a world. A profile is one database on it. */
export class Disk {
  readonly factory = new IDBFactory();
  #scheduler: Scheduler;

  constructor(scheduler: Scheduler, onCommit: (name: string) => void) {
    this.#scheduler = scheduler;
    now = { scheduler, onCommit };
    Dexie.dependencies.indexedDB = this.factory;
    Dexie.dependencies.IDBKeyRange = IDBKeyRange;
  }

  get #databases(): Map<string, RawDatabase> {
    return (this.factory as unknown as { _databases: Map<string, RawDatabase> })._databases;
  }

  /** Every record of a table as it lies on the disk. Never to be changed. */
  read<T>(name: string, table: string): T[] {
    const store = this.#databases.get(name)?.rawObjectStores.get(table);
    return store ? Array.from(store.records.values(), (record) => record.value as T) : [];
  }

  /** What a killed process leaves: its unfinished transactions never happened, its connection is gone. */
  orphan(name: string, connection: object | null): void {
    const raw = this.#databases.get(name);
    if (!raw) return;
    for (const transaction of raw.transactions.filter((one) => one.db === connection)) {
      if (transaction._state === 'finished') continue;
      for (const undo of transaction._rollbackLog.reverse()) undo();
      transaction._state = 'finished';
    }
    raw.transactions = raw.transactions.filter((one) => one.db !== connection);
    raw.connections = raw.connections.filter((one) => one !== connection);
    this.#scheduler.as('disk', () => raw.processTransactions());
  }

  /** Whether a transaction of an owner is under way. */
  isUsedBy(name: string, owner: Owner): boolean {
    const { transactions = [] } = this.#databases.get(name) ?? {};
    return transactions.some((one) => one._state !== 'finished' && ownerOf.get(one) === owner);
  }

  /** A copy of a database nobody has open. */
  copy(name: string): object {
    return copyOf(this.#databases.get(name) as RawDatabase);
  }

  /** Puts a copy in a database's place, under its name. */
  put(name: string, copy: object): void {
    const raw = copyOf(copy as RawDatabase);
    raw.name = name;
    this.#databases.set(name, raw);
  }
}

/** Structure is copied, records' values are shared: IndexedDB clones what goes in and what comes out. */
function copyOf(raw: RawDatabase): RawDatabase {
  const seen = new Map<object, object>();
  const copy = (value: unknown, key: string): unknown => {
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null || key === 'value') return value;
    if (key === 'transactions' || key === 'connections') return [];
    const known = seen.get(value);
    if (known) return known;
    if (value instanceof Map) {
      const map = new Map<unknown, unknown>();
      seen.set(value, map);
      for (const [k, v] of value) map.set(k, copy(v, ''));
      return map;
    }
    const made: Record<string, unknown> = Array.isArray(value)
      ? ([] as never)
      : (Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>);
    seen.set(value, made);
    for (const [k, v] of Object.entries(value)) made[k] = copy(v, k);
    return made;
  };
  const made = copy(raw, '') as RawDatabase;
  const prototype = Object.getPrototypeOf(raw) as RawDatabase;
  made.processTransactions = prototype.processTransactions.bind(made);
  return made;
}

let now: { scheduler: Scheduler; onCommit: (name: string) => void } | undefined;
const ownerOf = new WeakMap<object, Owner>();

// A transaction works for whoever began it, whoever ended the one it waited for.
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...args) {
  const transaction = begin.apply(this, args);
  if (!now) return transaction;
  const { scheduler, onCommit } = now;
  ownerOf.set(transaction, scheduler.owner);
  const { name, _rawDatabase: there } = this as unknown as { name: string; _rawDatabase: RawDatabase };
  // What another transaction has half done is not to be seen: its own end will show it.
  const isWhole = (): boolean =>
    !there.transactions.some(
      (one) => one._started && one._state !== 'finished' && one._rollbackLog.length > 0,
    );
  if (transaction.mode === 'readwrite')
    transaction.addEventListener('complete', () => {
      if (isWhole()) onCommit(name);
    });
  return transaction;
};
const raw = IDBTransaction.prototype as unknown as RawTransaction;
const start = raw._start;
raw._start = function () {
  const owner = ownerOf.get(this);
  if (!now || owner === undefined || owner === now.scheduler.owner) return start.call(this);
  this._started = true;
  now.scheduler.soon(() => start.call(this), owner);
};

// So do live queries: they are woken in their own tab.
interface Mutated {
  subscribe(listener: (parts: unknown) => void): void;
  unsubscribe(listener: (parts: unknown) => void): void;
}
const mutated = (Dexie as unknown as { on: { storagemutated: Mutated } }).on.storagemutated;
const wrapped = new Map<(parts: unknown) => void, (parts: unknown) => void>();
const { subscribe, unsubscribe } = mutated;
mutated.subscribe = (listener) => {
  const scheduler = now?.scheduler;
  if (!scheduler) return subscribe(listener);
  const { owner } = scheduler;
  const there = (parts: unknown): void => {
    if (scheduler === now?.scheduler) scheduler.soon(() => listener(parts), owner);
    else unsubscribe(there);
  };
  wrapped.set(listener, there);
  subscribe(there);
};
mutated.unsubscribe = (listener) => {
  unsubscribe(wrapped.get(listener) ?? listener);
  wrapped.delete(listener);
};
