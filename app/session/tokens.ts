import { sessionReplySchema, type SessionReply } from '../../shared/protocol/auth.ts';
import { call, NetworkError, ServerError, type Transport } from '../sync/http.ts';
import { holderOf, underLock, type Terms } from './locks.ts';
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

/**
 * A good access token of an account. `takeFrom`: a tab that was frozen, perhaps while it renewed its session (SPEC D5).
 * @throws ServerError 401 where the person must sign in again
 */
export async function accessToken(
  accountKey: string,
  { takeFrom }: Pick<Terms, 'takeFrom'> = {},
): Promise<string> {
  const known = held.get(accountKey);
  if (known && known.expiresAt > Date.now() + EARLY_MS) return known.token;
  // One refresh at a time in the whole browser: the token rotates, and two at once would look like theft.
  const name = `waypost:refresh:${accountKey}`;
  const work = async (): Promise<string> => {
    const since = held.get(accountKey);
    if (since && since.expiresAt > Date.now() + EARLY_MS) return since.token;
    const holder = await holderOf(name);
    return await refresh(accountKey, async () => (await holderOf(name)) === holder);
  };
  return await underLock(name, work, { takeFrom });
}

/**
 * Renews a session. Whoever takes the lock from a frozen tab goes on with the attempt that one began, so the server gives
 * both the same answer however their requests overtake each other. `isMine`: whether this tab still holds the lock.
 */
async function refresh(accountKey: string, isMine: () => Promise<boolean>): Promise<string> {
  const { accounts } = accountsDatabase;
  const account = await accountsDatabase.transaction('rw', accounts, async () => {
    const known = await accounts.get(accountKey);
    if (!known) throw nobodyHere();
    const claimed = { ...known, attempt: known.attempt ?? crypto.randomUUID() };
    await accounts.put(claimed);
    return claimed;
  });
  const { cookie, attempt } = account;
  // This tab may have been frozen until now, and another have renewed the session twice.
  if (!(await isMine())) throw new NetworkError('another tab renews this session');
  try {
    const body = { account: cookie, attempt };
    const reply = await call(transport, { path: '/auth/refresh', body }, sessionReplySchema);
    return await keep(reply, attempt);
  } catch (error) {
    // Only a clear no ends an attempt: after anything else the same one must be sent again, or it looks like theft.
    if (error instanceof ServerError && error.status === 401) await endAttempt(accountKey, attempt);
    throw error;
  }
}

/** Ends an attempt and no other: a tab that was frozen may hear of its own long after the next has begun. */
async function endAttempt(accountKey: string, attempt: string): Promise<void> {
  const { accounts } = accountsDatabase;
  await accounts
    .where('key')
    .equals(accountKey)
    .and((account) => account.attempt === attempt)
    .modify({ attempt: null });
}

/** Signs in by a cookie whose account record is gone. Answers the account's key. @throws ServerError, NetworkError */
export async function signInByCookie(cookie: string, attempt: string, signal: AbortSignal): Promise<string> {
  const body = { account: cookie, attempt };
  const reply = await call(transport, { path: '/auth/refresh', body, signal }, sessionReplySchema);
  await keep(reply);
  return `${reply.tenant.id}:${reply.person.id}`;
}

/**
 * Takes what a sign-in or refresh answered: the token into memory, the person into the list of accounts. `attempt`: the
 * refresh that is over with it; a sign-in ends any.
 * @throws ServerError 401 where whoever was refreshed is not here any more: signed out, or removed by the browser meanwhile
 */
export async function keep(reply: SessionReply, attempt?: string): Promise<string> {
  const key = `${reply.tenant.id}:${reply.person.id}`;
  const { accounts } = accountsDatabase;
  await accountsDatabase.transaction('rw', accounts, async () => {
    const known = await accounts.get(key);
    if (attempt !== undefined && !known) throw nobodyHere();
    const begun = attempt === undefined ? null : (known?.attempt ?? null);
    const record: AccountRecord = {
      key,
      tenant: reply.tenant,
      person: reply.person,
      cookie: reply.account,
      attempt: begun === attempt ? null : begun,
      usedAt: Date.now(),
    };
    await accounts.put(record);
  });
  held.set(key, { token: reply.accessToken, expiresAt: Date.now() + reply.expiresInSeconds * 1_000 });
  return reply.accessToken;
}

const nobodyHere = (): ServerError => new ServerError('signed-out', 401, 'Nobody is signed in here.', null);

/** After a 401: the token is of no use, whatever its clock says. */
export function dropToken(accountKey: string): void {
  held.delete(accountKey);
}
