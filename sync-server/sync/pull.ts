import { dominates, unpack, type Vector } from '../../shared/clock/vector.ts';
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
import { scopesHeldBy, scopesOf, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { readFeed, readHorizons, type Ahead } from '../db/sync/feed.ts';
import { readChildren, readRows } from '../db/sync/read-rows.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { findReplica, readDigest, readHeads, type Heads } from '../db/sync/replicas.ts';
import { scopeOrdinals } from '../db/sync/scopes.ts';
import { inTenant } from '../db/tenant.ts';
import { grantsToSend, project, withRows, type HeldScopes } from './entries.ts';
import type { KnownVectors } from './known-vectors.ts';
import { revoked } from '../auth/actor.ts';
import { wrongReplica } from './register.ts';

export interface PullInput {
  tenantId: string;
  actor: Actor;
  request: PullRequest;
  receivedAt: number;
}

/** Retiring replicas advances a tenant's epoch (SPEC S6); nothing retires them yet. */
export const EPOCH = 0;

/**
 * One pull for all held scopes: one snapshot covers grants, heads, feed and rows (SPEC S4).
 */
export async function pull(sql: Sql, vectors: KnownVectors, input: PullInput): Promise<PullReply> {
  return await inTenant(sql, input.tenantId, (tx) => pullInSnapshot(tx, vectors, input), 'snapshot');
}

/** Answers a knock: one look at the digest, no vectors. */
export async function answerKnock(
  sql: Sql,
  knock: { tenantId: string; personId: string; request: KnockRequest; receivedAt: number },
): Promise<PullReply> {
  const { tenantId, personId, request, receivedAt } = knock;
  const look = async (tx: Tx) => ({
    now: await readDigest(tx),
    replica: await findReplica(tx, request.replica),
  });
  const { now, replica } = await inTenant(sql, tenantId, look, 'snapshot');
  if (replica && replica.personId !== personId) throw wrongReplica();
  const reply = { incarnation: now.incarnation, now: receivedAt };
  if (request.incarnation !== now.incarnation) return { ...reply, restored: true };
  return request.at === now.digest ? { ...reply, same: true } : { ...reply, behind: true };
}

async function pullInSnapshot(tx: Tx, vectors: KnownVectors, input: PullInput): Promise<PullReply> {
  const { request, actor, tenantId, receivedAt } = input;
  const grants = await grantsOf(tx, actor.id);
  if (!grants) throw revoked();
  const held = scopesHeldBy(grants);
  const quick = await readDigest(tx);
  const reply = { incarnation: quick.incarnation, now: receivedAt };
  if (request.incarnation !== null && request.incarnation !== quick.incarnation)
    return { ...reply, restored: true };
  if (isSame(request, held, quick.digest)) return { ...reply, same: true };

  const heads = await readHeads(tx);
  vectors.remember(tenantId, heads.digest, heads.heads);
  const asked = new Map<ScopeKey, Vector>();
  for (const [key, vector] of Object.entries(request.scopes)) {
    if (!held.includes(key as ScopeKey)) continue;
    const full = resolve(vectors, tenantId, vector);
    if (!full) return { ...reply, unknown: true };
    if (!dominates(heads.heads, full)) return { ...reply, restored: true };
    asked.set(key as ScopeKey, full);
  }
  const ordinals = await scopeOrdinals(tx, tenantId, quick.incarnation, held);
  return { ...reply, grants: grantsToSend(grants), ...(await page(tx, input, heads, asked, ordinals)) };
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

function resolve(vectors: KnownVectors, tenantId: string, asked: AskedVector): Vector | undefined {
  return 'digest' in asked ? vectors.find(tenantId, asked.digest) : unpack(asked.vector);
}

async function page(
  tx: Tx,
  { request }: PullInput,
  heads: Heads,
  asked: Map<ScopeKey, Vector>,
  ordinals: Map<ScopeKey, number>,
): Promise<Omit<PullPage, 'incarnation' | 'now' | 'grants'>> {
  const heldScopes: HeldScopes = new Map([...ordinals].map(([key, ord]) => [ord, key]));
  const refill = await belowHorizon(tx, asked, ordinals);
  for (const key of refill) asked.delete(key);
  const ahead = [...asked].flatMap(([key, vector]) => behind(ordinals.get(key) ?? 0, vector, heads.heads));
  const feed = await readFeed(tx, ahead, bounds.pullEntries);
  const more = feed.length >= bounds.pullEntries;
  const last = feed.at(-1);
  const entries = await withRows(tx, feed, heldScopes);
  const to: PullPage['to'] = {};
  for (const [key] of asked) {
    const scope = ordinals.get(key) ?? 0;
    const mine = ahead.filter((a) => a.scope === scope);
    to[scope] =
      more && last
        ? { gains: gainsUpTo(mine, last.r, last.n), digest: null }
        : { gains: gainsOf(mine), digest: heads.digest };
  }
  const wanted = await readWanted(tx, request.want, heldScopes);
  return {
    epoch: EPOCH,
    held: [...heldScopes],
    refill,
    entries: [...entries, ...wanted],
    to,
    more,
    wanted: request.want,
  };
}

/** Where a vector is behind the heads; by the server's list of replicas, so none it never heard of is missed. */
function behind(scope: number, vector: Vector, heads: Vector): Ahead[] {
  return Object.entries(heads).flatMap(([replica, head]) => {
    const r = Number(replica);
    const seen = vector[r] ?? 0;
    return seen < head ? [{ scope, r, seen, head }] : [];
  });
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
  asked: Map<ScopeKey, Vector>,
  ordinals: Map<ScopeKey, number>,
): Promise<ScopeKey[]> {
  const horizons = await readHorizons(tx, [...ordinals.values()]);
  if (!horizons.length) return [];
  return [...asked].flatMap(([key, vector]) =>
    horizons.some(({ scope, r, n }) => scope === ordinals.get(key) && (vector[r] ?? 0) < n) ? [key] : [],
  );
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
