import { Dexie } from 'dexie';
import type { OtherAccount } from '../queries/types.ts';
import { databaseName, forgetDatabase, openDatabase } from '../store/database.ts';
import { readReplica } from '../store/meta.ts';
import { aboutBytesOf } from '../store/sizes.ts';
import { send } from '../sync/http.ts';
import { accountsDatabase, type AccountRecord } from './accounts.ts';
import { clearMark } from './canary.ts';
import { countUnsent } from './unsent.ts';
import { dropToken, transport } from './tokens.ts';

/** Who else has data in this browser, and how much of it is nowhere else. */
export async function otherAccounts(currentKey: string): Promise<OtherAccount[]> {
  const others = (await accountsDatabase.accounts.toArray()).filter(({ key }) => key !== currentKey);
  return await Promise.all(
    others.map(async ({ key, person, tenant }) => {
      const db = openDatabase(key);
      const [unsent, bytes] = await Promise.all([countUnsent(db), aboutBytesOf(db)]);
      return { key, name: person.name, tenant: tenant.name, bytes, unsent };
    }),
  );
}

/** Removes another person's data from this browser. Answers false, and does nothing, while any of it is only here. */
export async function removeOther(key: string): Promise<boolean> {
  const account = await accountsDatabase.accounts.get(key);
  if (!account || (await countUnsent(openDatabase(key))) > 0) return false;
  await removeData(account);
  return true;
}

/**
 * Removes all that this browser has of an account, and ends its session where there is a network: told which device is gone,
 * the server no longer says that it holds anything. One that signs out without a network is retired as any that is not heard of.
 */
export async function removeData(account: AccountRecord): Promise<void> {
  const me = await readReplica(openDatabase(account.key)).catch(() => undefined);
  clearMark(account.cookie);
  forgetDatabase(account.key);
  await Dexie.delete(databaseName(account.key));
  await accountsDatabase.accounts.delete(account.key);
  dropToken(account.key);
  const body = { account: account.cookie, ...(me && { replica: me.id }) };
  const goodbye = { path: '/auth/sign-out', body };
  await send(transport, goodbye).catch(() => undefined); // without a network the session simply runs out
}
