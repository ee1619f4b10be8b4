import { sessionReplySchema, type SessionReply } from '../../shared/protocol/auth.ts';
import { call, ServerError, type Transport } from '../sync/http.ts';
import { underLock } from './locks.ts';
import { accountsDatabase, type AccountRecord } from './accounts.ts';

/** Said in this tab when the server has another build of the app. */
export const NEWER_EVENT = 'waypost:newer';

interface Held {
  token: string;
  expiresAt: number;
}

/** Access tokens live in memory only, one for each account. */
const held = new Map<string, Held>();

/** Asked for anew this long before they run out. */
const EARLY_MS = 60_000;

export const transport: Transport = {
  origin: '',
  fetch: (input, init) => fetch(input, init),
  newer: () => void globalThis.dispatchEvent(new Event(NEWER_EVENT)),
};

/** A good access token of an account. @throws ServerError 401 where the person must sign in again */
export async function accessToken(accountKey: string): Promise<string> {
  const known = held.get(accountKey);
  if (known && known.expiresAt > Date.now() + EARLY_MS) return known.token;
  // One refresh at a time in the whole browser: the token rotates, and two at once would look like theft.
  return await underLock(`waypost:refresh:${accountKey}`, async () => {
    const since = held.get(accountKey);
    if (since && since.expiresAt > Date.now() + EARLY_MS) return since.token;
    return await refresh(accountKey);
  });
}

async function refresh(accountKey: string): Promise<string> {
  const account = await accountsDatabase.accounts.get(accountKey);
  if (!account) throw new ServerError('signed-out', 401, 'Nobody is signed in here.', null);
  const attempt = account.attempt ?? crypto.randomUUID();
  await accountsDatabase.accounts.update(accountKey, { attempt });
  try {
    const body = { account: account.cookie, attempt };
    const reply = await call(transport, { path: '/auth/refresh', body }, sessionReplySchema);
    return await keep(reply);
  } catch (error) {
    // Only a clear no ends an attempt: after anything else the same one must be sent again, or it looks like theft.
    if (error instanceof ServerError && error.status === 401) {
      await accountsDatabase.accounts.update(accountKey, { attempt: null });
    }
    throw error;
  }
}

/** Signs in by a cookie whose account record is gone. Answers the account's key. @throws ServerError, NetworkError */
export async function signInByCookie(cookie: string, attempt: string, signal: AbortSignal): Promise<string> {
  const body = { account: cookie, attempt };
  const reply = await call(transport, { path: '/auth/refresh', body, signal }, sessionReplySchema);
  await keep(reply);
  return `${reply.tenant.id}:${reply.person.id}`;
}

/** Takes what a sign-in or refresh answered: the token into memory, the person into the list of accounts. */
export async function keep(reply: SessionReply): Promise<string> {
  const key = `${reply.tenant.id}:${reply.person.id}`;
  held.set(key, { token: reply.accessToken, expiresAt: Date.now() + reply.expiresInSeconds * 1_000 });
  const record: AccountRecord = {
    key,
    tenant: reply.tenant,
    person: reply.person,
    cookie: reply.account,
    attempt: null,
    usedAt: Date.now(),
  };
  await accountsDatabase.accounts.put(record);
  return reply.accessToken;
}

/** After a 401: the token is of no use, whatever its clock says. */
export function dropToken(accountKey: string): void {
  held.delete(accountKey);
}
