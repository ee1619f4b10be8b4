import { Dexie, type Table } from 'dexie';
import type { Account } from '../queries/types.ts';

/** An account signed in on this browser, beside what refreshing its session needs. The token itself is a cookie. */
export interface AccountRecord extends Account {
  /** Names the cookie of this account. */
  cookie: string;
  /** The identity of the refresh under way: sent again until it is answered, so a lost reply signs nobody out. */
  attempt: string | null;
  usedAt: number;
}

/** What this browser knows before it knows whose data it shows; shared by all accounts and the service worker. */
class AccountsDatabase extends Dexie {
  declare readonly accounts: Table<AccountRecord, string>;
  declare readonly settings: Table<{ key: 'current'; value: string }, 'current'>;

  constructor() {
    super('waypost', { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({ accounts: 'key', settings: 'key' });
  }
}

export const accountsDatabase = new AccountsDatabase();
