import { sayable } from '../../shared/clock/claimed.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import { registerReplySchema } from '../../shared/protocol/register.ts';
import type { DeviceTold } from '../../shared/protocol/device.ts';
import { APP_VERSION, PROTOCOL } from '../../shared/protocol/version.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { ensureIdentity, UNREGISTERED } from '../store/identity.ts';
import { readReplica, readSync, type ReplicaMeta } from '../store/meta.ts';
import { call, ServerError, type Transport } from './http.ts';
import { learnSkew } from './skew.ts';

/** For whom a replica works, and how it reaches the server. */
export interface Replica {
  db: DeviceDatabase;
  accountKey: string;
  tenantId: string;
  actor: Actor;
  transport: Transport;
  /** A good access token; throws ServerError where the person must sign in. */
  token(): Promise<string>;
  /** The server would not have the token: the next one is asked for anew. */
  forgetToken(): void;
  now(): number;
  newId(): string;
  /** In [0, 1): spreads out retries; a test gives its own. */
  random(): number;
  /** How many mutations the next push may carry: fewer on a network that does not bring them through. */
  pace: { batch: number; /** Bytes of a file in the next request. */ piece?: number };
  /** What it tells of itself with a question it asks anyway; undefined where there is nothing to tell now. */
  about?(): Promise<DeviceTold | undefined>;
}

/**
 * Whose request it is: its token, and what every request says of itself. In this order: the server takes `sentAt` for when
 * it was sent, and a session that is renewed first over a slow network would look like a clock that is slow.
 */
export async function introduce(replica: Replica): Promise<{ token: string; sender: Sender }> {
  const token = await replica.token();
  return { token, sender: await senderOf(replica) };
}

/**
 * The same under an identity that the server knows, and with it all that came before it here: what is told of the folded
 * ones depends on that (SPEC E1). Another tab may take a new one at any moment.
 */
export async function introduceKnown(replica: Replica): Promise<{ token: string; sender: Sender }> {
  for (;;) {
    const { id } = await ensureRegistered(replica);
    const introduced = await introduce(replica);
    if (introduced.sender.replica === id) return introduced;
  }
}

async function senderOf(replica: Replica) {
  const { db, tenantId, actor } = replica;
  const [me, sync, left] = await Promise.all([readReplica(db), readSync(db), countQueued(db)]);
  return {
    protocol: PROTOCOL,
    tenant: tenantId,
    person: actor.id,
    replica: me?.id ?? '',
    incarnation: sync.incarnation,
    sentAt: sayable(replica.now()),
    left,
    app: APP_VERSION,
  };
}

export type Sender = Awaited<ReturnType<typeof senderOf>>;

export async function countQueued(db: DeviceDatabase): Promise<number> {
  return await db.outbox.where('state').equals('queued').count();
}

/** Makes sure this installation has an identity that the server knows (SPEC O1). */
export async function ensureRegistered(replica: Replica): Promise<ReplicaMeta> {
  const { db } = replica;
  const known = await db.transaction('rw', db.meta, () =>
    ensureIdentity(db, replica.actor.role, () => replica.newId()),
  );
  if (known.ord !== null) return known;
  const { token, sender } = await introduce(replica);
  const body = { ...sender, incarnation: null, was: known.was };
  const sentAt = replica.now();
  const request = { path: '/sync/replicas', body, token };
  const reply = await call(replica.transport, request, registerReplySchema).catch((error: unknown) => {
    if (error instanceof ServerError && error.code === 'replica-retired') return undefined;
    throw error;
  });
  if (!reply) {
    // The reply to its first contact was lost, for so long that it was retired meanwhile: it begins as another (SPEC E2).
    await fork(replica, known.id);
    return await ensureRegistered(replica);
  }
  await learnSkew(replica, sentAt, reply.now);
  const done = await db.transaction('rw', [db.meta, db.outbox], async () => {
    const stored = (await readReplica(db)) ?? known;
    if (stored.id !== known.id) return stored;
    const registered: ReplicaMeta = { ...stored, ord: reply.ord, role: reply.role, was: null };
    const sync = await readSync(db);
    await db.meta.bulkPut([registered, { ...sync, incarnation: sync.incarnation ?? reply.incarnation }]);
    await db.outbox.where('state').equals('queued').modify({ ord: reply.ord });
    return registered;
  });
  // Another tab has taken a new identity meanwhile. What is sent under one that has no ordinal yet keeps none, and is never
  // seen to come back.
  return done.ord === null ? await ensureRegistered(replica) : done;
}

/**
 * A new identity that names the one before it (SPEC O3): for a cloned or restored profile, a retired replica, or a
 * server that lives again from a backup. Everything unanswered is renumbered; uids stay, so nothing runs twice.
 */
export async function fork(replica: Replica, from: string): Promise<void> {
  const { db } = replica;
  await db.transaction('rw', [db.meta, db.outbox, db.numbers], async () => {
    // Another tab may have been told as well: once is enough.
    if ((await readReplica(db))?.id === from) await takeNewIdentity(db, replica.newId());
  });
}

/** The fork itself, inside a transaction over meta, outbox and numbers. */
export async function takeNewIdentity(db: DeviceDatabase, id: string): Promise<void> {
  const old = await readReplica(db);
  if (!old) return;
  const entries = await db.outbox.where('state').equals('queued').sortBy('seq');
  let prev: string | null = null;
  entries.forEach((entry, i) => {
    entry.replica = id;
    entry.ord = UNREGISTERED;
    entry.n = i + 1;
    entry.prev = prev;
    prev = entry.uid;
  });
  await db.outbox.bulkPut(entries);
  await db.meta.put({
    ...old,
    id,
    ord: null,
    counter: entries.length,
    lastUid: prev,
    answered: 0,
    // An identity the server never met is no ancestor: the one before it is.
    was: old.ord === null ? old.was : { replica: old.id, answered: old.answered },
  });
  // A clone holds the same leased numbers: both let go of them.
  await db.numbers.clear();
}
