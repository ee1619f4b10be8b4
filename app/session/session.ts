import { useSyncExternalStore } from 'react';
import { liveQuery, type Subscription } from 'dexie';
import { demoReplySchema, sessionReplySchema, type DemoReply } from '../../shared/protocol/auth.ts';
import type { Role } from '../../shared/model/directory.ts';
import { closeDesk } from '../queries/desk.ts';
import type { Session } from '../queries/types.ts';
import { dropShared } from '../photos/shared.ts';
import { overConnection } from '../store/connection.ts';
import { openDatabase } from '../store/database.ts';
import { unsentFiles } from '../store/files.ts';
import { readReplica, readSync } from '../store/meta.ts';
import { shownArgs } from '../store/own-part.ts';
import { keepReserve } from '../store/room.ts';
import { noteSignedIn } from '../sync/failure.ts';
import { call, NetworkError, ServerError } from '../sync/http.ts';
import { accountsDatabase, type AccountRecord } from './accounts.ts';
import { startEngine, type Engine } from './engine.ts';
import { keepMark, lostWork, recoverAccount } from './eviction.ts';
import { loadSurely } from './load-surely.ts';
import { removeData } from './others.ts';
import { keep, transport } from './tokens.ts';
import { countUnsent } from './unsent.ts';

/** The session of this tab: who is signed in, and the engine that keeps their device in step. */
interface State {
  session: Session;
  engine: Engine | null;
  watch: Subscription | null;
  /** What to end when this person leaves. */
  ending: (() => void)[];
}

const state: State = {
  session: { status: 'loading', account: null, needsSignIn: false, lost: null },
  engine: null,
  watch: null,
  ending: [],
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

/** Whether this tab does the work for the whole browser. */
export function leadsHere(): boolean {
  return state.engine?.leads() ?? false;
}

/** Opens whoever was signed in last: from the device alone, whatever the network does. */
export async function resumeSession(): Promise<void> {
  const current = await accountsDatabase.settings.get('current');
  if (!current || !(await resume(current.value))) {
    const account = await recoverAccount();
    if (account) enter(account);
    else show({ ...signedOut, lost: await lostWork() });
  }
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

const signedOut: Session = { status: 'signed-out', account: null, needsSignIn: false, lost: null };

function enter(account: AccountRecord): void {
  const db = openDatabase(account.key);
  if (!state.engine) {
    state.engine = startEngine(account);
    lookAfter(account, state.engine);
  }
  state.watch?.unsubscribe();
  show({ status: 'signed-in', account, needsSignIn: false, lost: null });
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

/** What else is watched over while somebody is signed in: a loop that hangs, an eviction, room for their words. */
function lookAfter(account: AccountRecord, engine: Engine): void {
  const { ending } = state;
  ending.push(watchBeside(account, engine));
  ending.push(keepMark(account));
  const timer = setTimeout(() => void keepReserve(), RESERVE_AFTER_MS);
  ending.push(() => clearTimeout(timer));
}

/** Not while the first screen is being drawn. */
const RESERVE_AFTER_MS = 5_000;

/** Its first look is seconds away: the code of the watch comes beside the first screen and not before it. */
function watchBeside(account: AccountRecord, engine: Engine): () => void {
  const over = new AbortController();
  loadSurely(() => import('./watch.ts'), { signal: over.signal }).then(
    ({ startWatch }) => {
      if (!over.signal.aborted) over.signal.addEventListener('abort', startWatch(account, engine));
    },
    () => undefined,
  );
  return () => over.abort();
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
    await overConnection(accountsDatabase, () => keep(reply));
    const key = `${reply.tenant.id}:${reply.person.id}`;
    await accountsDatabase.settings.put({ key: 'current', value: key });
    if (state.session.account && state.session.account.key !== key) await leave();
    await noteSignedIn(openDatabase(key), Date.now());
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
  for (const end of state.ending) end();
  const { engine } = state;
  Object.assign(state, { watch: null, engine: null, ending: [] });
  await engine?.stop();
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
  await accountsDatabase.settings.delete('current');
  await removeData(account);
  // Whoever sits down next is not offered what was shared by this person.
  await dropShared().catch(() => undefined);
  show(signedOut);
  return { ok: true };
}

/** Everything the server does not have, as JSON the person can keep. */
export async function exportUnsent(): Promise<Blob> {
  const db = openDatabase(currentAccount().key);
  const entries = await db.outbox.where('state').anyOf('queued', 'refused').sortBy('seq');
  const tickets = await db.tickets.bulkGet(entries.map((entry) => entry.tickets[0] ?? ''));
  const changes = entries.map((entry, i) => {
    const { name, at, state: how, verdict } = entry;
    return {
      change: name,
      // Of a text that stood on a ticket which was lost only what they wrote themselves.
      details: shownArgs(entry, tickets[i] !== undefined).args,
      madeAt: new Date(at).toISOString(),
      state: how,
      reason: verdict?.message ?? null,
    };
  });
  // What the office had written in a field before them is not theirs to take along.
  const drafts = (await db.drafts.toArray()).map(({ from: _, ...draft }) => draft);
  const files = (await unsentFiles(db)).map(({ id, name, bytes, ticketId, state: how, problem }) => {
    return { id, name, bytes, ticket: ticketId, state: how, problem };
  });
  const all = { exportedAt: new Date().toISOString(), changes, drafts, files };
  return new Blob([JSON.stringify(all, null, 2)], {
    type: 'application/json',
  });
}
