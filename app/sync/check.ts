import { knownKinds } from '../../shared/model/rows.ts';
import { checkReplySchema, type CheckReply } from '../../shared/protocol/check.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { readCheck, readReplica, readSync, type CheckMeta, type SyncMeta } from '../store/meta.ts';
import { sumRows } from '../store/sums.ts';
import { refilled } from './apply-pull.ts';
import { call, NetworkError, ServerError } from './http.ts';
import { notePause } from './pause.ts';
import { steadyDigest } from './pull.ts';
import { introduce, type Replica } from './replica.ts';

const MINUTE_MS = 60_000;
/** The first comparison is not for the first minutes of a device's life. */
const FIRST_MS = 10 * MINUTE_MS;
/** After a comparison; and after one that could not be made, or that found something to be fetched again. */
const EVERY_MS = 6 * 60 * MINUTE_MS;
const AGAIN_MS = 10 * MINUTE_MS;
/** Where fetching again has not helped, it is tried once a day. */
const HOPELESS_MS = 24 * 60 * MINUTE_MS;

/** Compares if it is due. Never an error: a comparison that cannot be made is made another time. */
export async function checkWhenDue(replica: Replica, signal: AbortSignal): Promise<void> {
  const { db } = replica;
  const now = replica.now();
  const known = await readCheck(db);
  if (!known) {
    await db.meta.put({ key: 'check', dueAt: now + FIRST_MS, at: null, found: null });
    return;
  }
  // A clock that was set back must not put it off for years.
  if (now < known.dueAt && known.dueAt - now <= HOPELESS_MS) return;
  await db.meta.put({ ...known, dueAt: now + AGAIN_MS });
  try {
    await check(replica, signal);
  } catch (error) {
    if (!(error instanceof NetworkError) && !(error instanceof ServerError)) throw error;
    await notePause(replica, error);
  }
}

/**
 * Trust, then verify (SPEC C1): what the confirmed rows of each scope amount to is compared with what the server has at
 * the same heads. A scope that differs is filled again; the outbox stays. Answers null when nothing could be compared:
 * something is under way here, or has happened meanwhile on either side.
 */
export async function check(replica: Replica, signal: AbortSignal): Promise<CheckMeta['found']> {
  const { db } = replica;
  const before = await stateOf(db);
  if (!before) return null;
  const { sync, at } = before;
  const sums = await sumRows(db, Object.values(sync.scopes).map(({ scope }) => scope), signal); // prettier-ignore
  if ((await stateOf(db))?.text !== before.text || signal.aborted || sync.incarnation === null) return null;
  const { token, sender } = await introduce(replica);
  const { protocol, replica: id, incarnation, sentAt, app } = sender;
  const named = Object.entries(sync.scopes).map(([key, { scope }]) => [key, sums.get(scope)] as const);
  const body = {
    protocol,
    replica: id,
    incarnation,
    sentAt,
    app,
    at,
    sums: Object.fromEntries(named),
    kinds: [...knownKinds],
  };
  const request = { path: '/sync/check', body, token, signal };
  const reply = await call(replica.transport, request, checkReplySchema);
  return await settle(replica, before.text, reply);
}

async function settle(replica: Replica, before: string, reply: CheckReply): Promise<CheckMeta['found']> {
  if (!('differing' in reply)) return null;
  const { db } = replica;
  const now = replica.now();
  return await db.transaction('rw', [db.meta, db.outbox, db.changes], async () => {
    const known = await readCheck(db);
    const last = known?.found ?? null;
    if (!reply.differing.length) {
      const found = last === 'healing' || last === 'differing' ? 'healed' : 'same';
      await db.meta.put({ key: 'check', dueAt: now + EVERY_MS, at: now, found });
      return found;
    }
    const state = await stateOf(db);
    if (state?.text !== before) return null;
    const { differing } = reply;
    const fresh = differing.filter((key) => !known?.differing?.includes(key));
    // What has just been fetched again, and differs all the same: once a day is enough from now on.
    const found = fresh.length ? 'healing' : 'differing';
    const dueAt = now + (fresh.length ? AGAIN_MS : HOPELESS_MS);
    await db.meta.put({ key: 'check', dueAt, at: now, found, differing });
    const fetched = last === 'healing' ? fresh : differing;
    const scopes = { ...state.sync.scopes };
    for (const [key, scope] of Object.entries(scopes))
      if (fetched.includes(key)) scopes[key] = refilled(scope);
    await db.meta.put({ ...state.sync, scopes });
    return found;
  });
}

/** Where the device stands, as long as it is known and nothing fills, waits or is half applied; the text changes with any row. */
async function stateOf(db: DeviceDatabase): Promise<{ sync: SyncMeta; at: string; text: string } | null> {
  const sync = await readSync(db);
  if ((await readReplica(db))?.ord === null) return null;
  const at = await steadyDigest(db, sync);
  if (at === null || (await db.outbox.where('state').equals('queued').count()) > 0) return null;
  const rev = (await db.changes.orderBy('rev').last())?.rev ?? 0;
  return { sync, at, text: JSON.stringify([sync.scopes, at, rev]) };
}
