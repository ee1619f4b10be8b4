import { skewOf } from '../../shared/clock/claimed.ts';
import { unpack } from '../../shared/clock/vector.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type {
  AskedVector,
  Entry,
  KnockRequest,
  PullPage,
  PullReply,
  PullRequest,
} from '../../shared/protocol/pull.ts';
import { isChild, kindCodes, type RowRef } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { scopesOf, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { readFeed, readHorizons, type Ahead } from '../db/sync/feed.ts';
import { findKnocking } from '../db/devices.ts';
import { readOwnFolded } from '../db/sync/folded.ts';
import { readChildren, readRows } from '../db/sync/read-rows.ts';
import { grantsOf } from '../db/sync/grants.ts';
import {
  findReplica,
  noteSeen,
  readDigest,
  readHeads,
  type Heads,
  type ReplicaState,
} from '../db/sync/replicas.ts';
import { scopeOrdinals } from '../db/sync/scopes.ts';
import { inTenant } from '../db/tenant.ts';
import { grantsToSend, project, withRows, type HeldScopes } from './entries.ts';
import { scopesToldTo } from './held.ts';
import type { KnownVectors } from './known-vectors.ts';
import { behind, groundFor, isAhead, isBelowHorizon, type Ground, type Place } from './places.ts';
import { isWorthNoting, noteDevice, type Asking } from '../devices/report.ts';
import { revoked } from '../auth/actor.ts';
import { wrongReplica } from './register.ts';

export interface PullInput {
  tenantId: string;
  actor: Actor;
  request: PullRequest;
  receivedAt: number;
}

/** How often it is written down that a device was heard of which has nothing to send (SPEC E2). */
const SEEN_EVERY_MS = 12 * 3_600_000;

/**
 * One pull for all held scopes: one snapshot covers grants, heads, feed and rows (SPEC S4).
 */
export async function pull(sql: Sql, vectors: KnownVectors, input: PullInput): Promise<PullReply> {
  const { tenantId, actor, receivedAt } = input;
  const { reply, replica } = await inTenant(
    sql,
    tenantId,
    (tx) => pullInSnapshot(tx, vectors, input),
    'snapshot',
  );
  if (replica?.personId === actor.id) await noteContact(sql, tenantId, replica, receivedAt);
  return reply;
}

async function noteContact(
  sql: Sql,
  tenantId: string,
  replica: Pick<ReplicaState, 'ord' | 'seenAt' | 'retiredAt'>,
  at: number,
): Promise<void> {
  if (replica.retiredAt !== null || at - replica.seenAt < SEEN_EVERY_MS) return;
  await inTenant(sql, tenantId, (tx) => noteSeen(tx, replica.ord, at));
}

/** Answers a knock: one look at the digest, no vectors. */
export async function answerKnock(
  sql: Sql,
  vectors: KnownVectors,
  knock: { tenantId: string; personId: string; request: KnockRequest; receivedAt: number },
): Promise<PullReply> {
  const { tenantId, personId, request, receivedAt } = knock;
  const look = (tx: Tx) => Promise.all([readDigest(tx), findKnocking(tx, request.replica)]);
  const [now, replica] = await inTenant(sql, tenantId, look, 'snapshot');
  if (replica && replica.personId !== personId) throw wrongReplica();
  if (replica) await noteContact(sql, tenantId, replica, receivedAt);
  const reply = { incarnation: now.incarnation, now: receivedAt };
  if (request.incarnation !== now.incarnation) return { ...reply, restored: true };
  if (replica && replica.retiredAt === null) {
    const asking: Asking = {
      tenantId,
      r: replica.ord,
      digest: request.at,
      isWhole: request.at === now.digest,
      told: request.device,
      skewMs: skewOf(request.sentAt, receivedAt),
      at: receivedAt,
    };
    if (isWorthNoting(replica.heard, asking)) await noteDevice(sql, vectors, asking);
  }
  return request.at === now.digest ? { ...reply, same: true } : { ...reply, behind: true };
}

interface Answer {
  reply: PullReply;
  /** Who asked, where it was looked up. */
  replica?: ReplicaState | undefined;
}

async function pullInSnapshot(tx: Tx, vectors: KnownVectors, input: PullInput): Promise<Answer> {
  const { request, actor, tenantId, receivedAt } = input;
  const grants = await grantsOf(tx, actor.id);
  if (!grants) throw revoked();
  const held = scopesToldTo(grants, request.protocol);
  const quick = await readDigest(tx);
  const about = { incarnation: quick.incarnation, now: receivedAt };
  if (request.incarnation !== null && request.incarnation !== quick.incarnation)
    return { reply: { ...about, restored: true } };
  if (isSame(request, held, quick.digest)) return { reply: { ...about, same: true } };

  const [heads, replica] = await Promise.all([readHeads(tx), findReplica(tx, request.replica)]);
  vectors.remember(tenantId, heads);
  const asked = new Map<ScopeKey, Place>();
  for (const [key, vector] of Object.entries(request.scopes)) {
    if (!held.includes(key as ScopeKey)) continue;
    const place = placeOf(vectors, tenantId, vector, request.epoch);
    if (!place) return { reply: { ...about, unknown: true }, replica };
    if (await isAhead(tx, place, heads)) return { reply: { ...about, restored: true }, replica };
    asked.set(key as ScopeKey, place);
  }
  const ordinals = await scopeOrdinals(tx, tenantId, quick.incarnation, held);
  const reply = await page(tx, input, heads, asked, ordinals);
  return { reply: { ...about, grants: grantsToSend(grants), ...reply }, replica };
}

function isSame(request: PullRequest, held: ScopeKey[], digest: string): boolean {
  const steady = Object.entries(request.scopes);
  return (
    request.want.length === 0 &&
    request.filling.length === 0 &&
    steady.length === held.length &&
    steady.every(
      ([key, vector]) => held.includes(key as ScopeKey) && 'digest' in vector && vector.digest === digest,
    )
  );
}

/** A digest names a vector and its epoch; a device that sends its vector says the epoch, for each or for all. */
function placeOf(
  vectors: KnownVectors,
  tenantId: string,
  asked: AskedVector,
  epoch: number,
): Place | undefined {
  if ('digest' in asked) return vectors.find(tenantId, asked.digest);
  return { vector: unpack(asked.vector), epoch: asked.epoch ?? epoch };
}

async function page(
  tx: Tx,
  { request, actor }: PullInput,
  heads: Heads,
  asked: Map<ScopeKey, Place>,
  ordinals: Map<ScopeKey, number>,
): Promise<Omit<PullPage, 'incarnation' | 'now' | 'grants'>> {
  const heldScopes: HeldScopes = new Map([...ordinals].map(([key, ord]) => [ord, key]));
  const ground = await groundFor(tx, heads, [...asked.values()].map(({ epoch }) => epoch)); // prettier-ignore
  const refill = await belowHorizon(tx, asked, ordinals, ground);
  for (const key of refill) asked.delete(key);
  const ahead = [...asked].flatMap(([key, place]) => behind(ordinals.get(key) ?? 0, place, ground));
  const feed = await readFeed(tx, ahead, bounds.pullEntries);
  const more = feed.length >= bounds.pullEntries;
  const last = feed.at(-1);
  const entries = await withRows(tx, feed, heldScopes);
  const own = heads.epoch > 0 ? await readOwnFolded(tx, request.replica, actor.id) : [];
  const ownGains = own.flatMap(({ ord, n }) => [ord, n]);
  const to: PullPage['to'] = {};
  for (const [key] of asked) {
    const scope = ordinals.get(key) ?? 0;
    const mine = ahead.filter((a) => a.scope === scope);
    to[scope] =
      more && last
        ? { gains: gainsUpTo(mine, last.r, last.n), digest: null }
        : { gains: [...gainsOf(mine), ...ownGains], digest: heads.digest };
  }
  const wanted = await readWanted(tx, request.want, heldScopes);
  const leaving = ground.folded.flatMap(({ ord }) => (own.some((one) => one.ord === ord) ? [] : [ord]));
  return {
    // The epoch advances with the last page only (SPEC E1); before it an old app must keep its own.
    epoch: more ? request.epoch : heads.epoch,
    held: [...heldScopes],
    refill,
    entries: [...entries, ...wanted],
    to,
    more,
    wanted: request.want,
    ...(!more && leaving.length && { folded: leaving }),
  };
}

const gainsOf = (ahead: Ahead[]): number[] => ahead.flatMap(({ r, head }) => [r, head]);

/** What a page that ends at (r, n) covers: replicas before r whole, r up to n. */
function gainsUpTo(ahead: Ahead[], r: number, n: number): number[] {
  return ahead.flatMap((a) => {
    if (a.r < r) return [a.r, a.head];
    return a.r === r && n > a.seen ? [a.r, n] : [];
  });
}

async function belowHorizon(
  tx: Tx,
  asked: Map<ScopeKey, Place>,
  ordinals: Map<ScopeKey, number>,
  ground: Ground,
): Promise<ScopeKey[]> {
  const horizons = await readHorizons(tx, [...ordinals.values()]);
  return [...asked].flatMap(([key, place]) => {
    const pruned = horizons.filter(({ scope }) => scope === ordinals.get(key));
    return isBelowHorizon(place, pruned, ground) ? [key] : [];
  });
}

/** Tickets asked for whole: with everything under them that the asker's scopes let through. */
async function readWanted(tx: Tx, ids: string[], held: HeldScopes): Promise<Entry[]> {
  if (!ids.length) return [];
  const tickets = await readRows(
    tx,
    ids.map((id): RowRef<'ticket'> => ({ kind: 'ticket', id })),
  );
  const found = [...tickets.values()];
  const children = await readChildren(
    tx,
    found.map(({ ref }) => ref.id),
  );
  return [...found, ...children].flatMap(({ ref, row }): Entry[] => {
    const ticketId = ref.ticketId ?? ref.id;
    const ticket = tickets.get(`ticket/${ticketId}`)?.row as Ticket | undefined;
    const scopes = scopesOf(ref.kind, row as never, isChild(ref.kind) ? ticket : undefined);
    return [...held].flatMap(([ord, key]): Entry[] =>
      scopes.includes(key)
        ? [[ord, kindCodes[ref.kind], ticketId, ref.id, row.r, row.n, project(ref, row, key)]]
        : [],
    );
  });
}
