import { useSyncExternalStore } from 'react';
import { liveQuery, type Subscription } from 'dexie';
import { demoReplySchema, sessionReplySchema, type DemoReply } from '../../shared/protocol/auth.ts';
import type { Role } from '../../shared/model/directory.ts';
import { closeDesk } from '../queries/desk.ts';
import type { Session } from '../queries/types.ts';
import { databaseName, forgetDatabase, openDatabase, type DeviceDatabase } from '../store/database.ts';
import { readReplica, readSync, updateSync } from '../store/meta.ts';
import { call, NetworkError, send, ServerError } from '../sync/http.ts';
import { accountsDatabase, type AccountRecord } from './accounts.ts';
import { startEngine, type Engine } from './engine.ts';
import { dropToken, keep, transport } from './tokens.ts';
import { Dexie } from 'dexie';

/** The session of this tab: who is signed in, and the engine that keeps their device in step. */
interface State {
  session: Session;
  engine: Engine | null;
  watch: Subscription | null;
}

const state: State = {
  session: { status: 'loading', account: null, needsSignIn: false },
  engine: null,
  watch: null,
};
const listeners = new Set<() => void>();

function show(session: Session): void {
  state.session = session;
  for (const listener of listeners) listener();
}

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state.session,
  );
}

/** The account whose data is on the screen. Screens are shown only when there is one. */
export function currentAccount(): AccountRecord {
  const { account } = state.session;
  if (!account) throw new Error('bug: nobody is signed in');
  return account as AccountRecord;
}

export function kickSync(): void {
  state.engine?.kick();
}

/** Opens whoever was signed in last: from the device alone, whatever the network does. */
export async function resumeSession(): Promise<void> {
  const current = await accountsDatabase.settings.get('current');
  if (!current || !(await resume(current.value))) show(signedOut);
  // Signing out in one tab signs out the others, which would show a database that is gone; signing in opens them.
  liveQuery(() => accountsDatabase.settings.get('current')).subscribe((value) => {
    if (!value && state.session.account) void leave().then(() => show(signedOut));
    if (value && state.session.status === 'signed-out') void resume(value.value);
  });
}

async function resume(accountKey: string): Promise<boolean> {
  const account = await accountsDatabase.accounts.get(accountKey);
  if (account) enter(account);
  return account !== undefined;
}

const signedOut: Session = { status: 'signed-out', account: null, needsSignIn: false };

function enter(account: AccountRecord): void {
  const db = openDatabase(account.key);
  state.engine ??= startEngine(account);
  state.watch?.unsubscribe();
  show({ status: 'signed-in', account, needsSignIn: false });
  const watched = liveQuery(async () => ({ sync: await readSync(db), me: await readReplica(db) }));
  state.watch = watched.subscribe(({ sync, me }) => {
    if (sync.needsSignIn !== state.session.needsSignIn)
      show({ ...state.session, needsSignIn: sync.needsSignIn });
    if (me && me.role !== state.session.account?.person.role) void takeRole(account.key, me.role);
  });
}

/** An admin has given this person another role: the screens are that role's from now on, without a new start. */
async function takeRole(accountKey: string, role: Role): Promise<void> {
  const account = await accountsDatabase.accounts.get(accountKey);
  if (!account || state.session.account?.key !== accountKey) return;
  const person = { ...account.person, role };
  await accountsDatabase.accounts.update(accountKey, { person });
  show({ ...state.session, account: { ...account, person } });
}

export type SignInResult = { ok: true } | { ok: false; code: string; message: string };

export interface Credentials {
  tenant: string;
  email: string;
  password: string;
  shared: boolean;
}

export async function signIn(credentials: Credentials): Promise<SignInResult> {
  return await enterBy('/auth/sign-in', credentials);
}

export async function signInDemo(who: { tenant: string; personId: string }): Promise<SignInResult> {
  return await enterBy('/auth/demo', who);
}

async function enterBy(path: string, body: unknown): Promise<SignInResult> {
  try {
    const reply = await call(transport, { path, body }, sessionReplySchema);
    await keep(reply);
    const key = `${reply.tenant.id}:${reply.person.id}`;
    await accountsDatabase.settings.put({ key: 'current', value: key });
    if (state.session.account && state.session.account.key !== key) await leave();
    await updateSync(openDatabase(key), () => ({
      needsSignIn: false,
      failures: 0,
      nextTryAt: null,
      pausedMs: null,
      notice: null,
    }));
    const account = await accountsDatabase.accounts.get(key);
    if (account) enter(account);
    kickSync();
    return { ok: true };
  } catch (error) {
    if (error instanceof ServerError) return { ok: false, code: error.code, message: error.message };
    if (!(error instanceof NetworkError)) throw error;
    const message =
      'The server cannot be reached. Signing in needs a network; work already on this device does not.';
    return { ok: false, code: 'no-network', message };
  }
}

/** The demo's people, where the server offers them; null everywhere else and without a network. */
export async function demoDirectory(): Promise<DemoReply | null> {
  try {
    return await call(transport, { path: '/auth/demo' }, demoReplySchema);
  } catch {
    return null;
  }
}

async function leave(): Promise<void> {
  if (state.session.account) closeDesk(openDatabase(state.session.account.key));
  state.watch?.unsubscribe();
  await state.engine?.stop();
  Object.assign(state, { watch: null, engine: null });
}

/**
 * Signs out here and removes this person's data from the device. With unsent work it asks first: it answers how much
 * there is, and does nothing until told to discard it.
 */
export async function signOut(how: {
  discard: boolean;
}): Promise<{ ok: true } | { ok: false; unsent: number }> {
  const account = currentAccount();
  const unsent = await countUnsent(openDatabase(account.key));
  if (unsent && !how.discard) return { ok: false, unsent };
  await leave();
  forgetDatabase(account.key);
  await Dexie.delete(databaseName(account.key));
  await accountsDatabase.settings.delete('current');
  await accountsDatabase.accounts.delete(account.key);
  dropToken(account.key);
  const goodbye = { path: '/auth/sign-out', body: { account: account.cookie } };
  await send(transport, goodbye).catch(() => undefined); // without a network the session simply runs out
  show(signedOut);
  return { ok: true };
}

/** All that would be gone with this device's copy: unsent and refused changes, and what was being written. */
async function countUnsent(db: DeviceDatabase): Promise<number> {
  const counts = await Promise.all([
    db.outbox.where('state').anyOf('queued', 'refused').count(),
    // The form of a new ticket keeps its number from the moment it is opened: alone that is no draft.
    db.drafts
      .filter(({ ticketId, body }) => ticketId !== 'new' || /"(title|description)":"[^"]/.test(body))
      .count(),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Everything the server does not have, as JSON the person can keep. */
export async function exportUnsent(): Promise<Blob> {
  const db = openDatabase(currentAccount().key);
  const entries = await db.outbox.where('state').anyOf('queued', 'refused').sortBy('seq');
  const changes = entries.map(({ name, args, at, state: how, verdict }) => {
    return {
      change: name,
      details: args,
      madeAt: new Date(at).toISOString(),
      state: how,
      reason: verdict?.message ?? null,
    };
  });
  const drafts = await db.drafts.toArray();
  const all = { exportedAt: new Date().toISOString(), changes, drafts };
  return new Blob([JSON.stringify(all, null, 2)], {
    type: 'application/json',
  });
}
