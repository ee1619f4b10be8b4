import { randomUUID } from 'node:crypto';
import type { Vector } from '../../shared/clock/vector.ts';
import { sameJson } from '../../shared/lib/fingerprint.ts';
import { kindCodes } from '../../shared/model/rows.ts';
import type { Entry } from '../../shared/protocol/pull.ts';
import type { Delta, Hello } from '../../shared/protocol/stream.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { isPersonal, type Grants, type ScopeKey } from '../../shared/rules/scopes.ts';
import { revoked } from '../auth/actor.ts';
import { standingSessions } from '../auth/standing.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { readFeed, readHorizons, readPersonalFeed, type Ahead } from '../db/sync/feed.ts';
import { grantsOf, readGrants } from '../db/sync/grants.ts';
import { readDigest, readHeads, readIncarnation, type Heads } from '../db/sync/replicas.ts';
import { scopeOrdinals } from '../db/sync/scopes.ts';
import { inTenant } from '../db/tenant.ts';
import { grantsToSend, withRows, type HeldScopes } from './entries.ts';
import { scopesToldTo } from './held.ts';
import type { KnownVectors } from './known-vectors.ts';
import { encodeEvent, heartbeat, Listener, type Holder } from './listener.ts';
import { isBelowHorizon } from './places.ts';

/**
 * The largest delta that is sent. A burst is pulled instead: compressed, once, and by its author together with the rest
 * of what it waits for.
 */
const DELTA_BYTES = 32 * 1024;

/** Who opens a stream, in which session, and by which protocol. */
export interface Opening {
  personId: string;
  sessionId: string;
  protocol: number;
}

/** Listeners that hold the same scopes, but for those that are one person's alone. */
interface Audience {
  /** Those they share. */
  scopes: HeldScopes;
  /** Each with the scopes of its person's own. */
  listeners: Map<Listener, HeldScopes>;
}

/**
 * One tenant's open streams, and the point they have all been brought to. A wake-up reads once what is new since that
 * point, and encodes it once for all who are to hear the same of it, not for each listener (SPEC S7).
 */
export class Fanout {
  readonly stream = randomUUID();
  #tenantId: string;
  #sql: Sql;
  #vectors: KnownVectors;
  #audiences = new Map<string, Audience>();
  #point: Heads | undefined;
  #seq = 0;
  #running: Promise<void> | undefined;
  #again = false;
  #opening = 0;
  #onError: (error: unknown) => void;

  constructor(tenantId: string, sql: Sql, vectors: KnownVectors, onError: (error: unknown) => void) {
    this.#tenantId = tenantId;
    this.#sql = sql;
    this.#vectors = vectors;
    this.#onError = onError;
  }

  get listeners(): number {
    let count = 0;
    for (const audience of this.#audiences.values()) count += audience.listeners.size;
    return count;
  }

  /** True when nobody listens, or is about to. */
  get isIdle(): boolean {
    return this.listeners === 0 && this.#opening === 0;
  }

  /** Opens a stream at the fan-out's present point. A session that opens more and more loses its oldest. */
  async open(who: Opening, lasts: { now: number; ms: number }): Promise<Listener> {
    this.#opening += 1;
    const { point, grants, scopes } = await this.#begin(who).finally(() => (this.#opening -= 1));
    const holder: Holder = { sessionId: who.sessionId, grants };
    // From here to the end nothing waits: a wake-up that began without this audience must not end with it.
    const { shared, personal } = apart(scopes);
    const key = [...shared.keys()].sort((a, b) => a - b).join();
    const audience: Audience = this.#audiences.get(key) ?? { scopes: shared, listeners: new Map() };
    this.#audiences.set(key, audience);
    const own = this.#holders().filter(({ sessionId }) => sessionId === holder.sessionId);
    for (const oldest of own.slice(0, Math.max(0, own.length - bounds.streamsPerSession + 1)))
      oldest.listener.close();
    const listener = new Listener(key, holder, lasts.ms, (gone) => this.#forget(gone));
    audience.listeners.set(listener, personal);
    const hello: Hello = {
      incarnation: point.incarnation,
      now: lasts.now,
      stream: this.stream,
      digest: point.digest,
      epoch: point.epoch,
      grants: grantsToSend(holder.grants),
      held: [...scopes],
    };
    listener.send(encodeEvent('hello', JSON.stringify(hello)));
    return listener;
  }

  /**
   * The present point, and what the listener may hear from it on. Grants that are read before a point moves may have been
   * taken away with what it passed: then both are read again (SPEC S7).
   */
  async #begin({
    personId,
    protocol,
  }: Opening): Promise<{ point: Heads; grants: Grants; scopes: HeldScopes }> {
    const look = async (tx: Tx) => {
      const grants = await grantsOf(tx, personId);
      if (!grants) throw revoked();
      const life = await readIncarnation(tx);
      const ordinals = await scopeOrdinals(tx, this.#tenantId, life, scopesToldTo(grants, protocol));
      return { grants, scopes: new Map([...ordinals].map(([key, ord]) => [ord, key])) };
    };
    for (;;) {
      const point = await this.#steadyPoint();
      const held = await inTenant(this.#sql, this.#tenantId, look, 'snapshot');
      if (this.#point === point && !this.#running) return { point, ...held };
    }
  }

  /** The present point, with no wake-up under way. */
  async #steadyPoint(): Promise<Heads> {
    for (;;) {
      while (this.#running) await this.#running;
      if (this.#point) return this.#point;
      this.#running = inTenant(this.#sql, this.#tenantId, readHeads, 'snapshot')
        .then((heads) => void (this.#point ??= heads))
        .finally(() => (this.#running = undefined));
    }
  }

  /** Something may have been committed. Wake-ups that come while one is being worked on become one more. */
  wake(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (!this.#point) return;
    this.#again = false;
    this.#running = this.#advance()
      // The point stays where it was: the next wake-up, or the slow poll, delivers what this one could not.
      .catch(this.#onError)
      .finally(() => {
        this.#running = undefined;
        // Not at once: whoever waits to open a stream gets in between two wake-ups.
        if (this.#again) setImmediate(() => this.wake());
      });
  }

  /** A comment to all, so that dead connections are found. */
  beat(): void {
    this.#send(() => heartbeat);
  }

  /** Closes the streams of sessions that no longer stand, or whose person has other grants by now (SPEC S7). */
  async recheck(nowMs: number): Promise<void> {
    const holders = this.#holders();
    const ids = [...new Set(holders.map(({ sessionId }) => sessionId))];
    const look = async (tx: Tx) => {
      const standing = await standingSessions(tx, ids, nowMs);
      return { standing, grants: await readGrants(tx, [...new Set(standing.values())]) };
    };
    const { standing, grants } = await inTenant(this.#sql, this.#tenantId, look, 'snapshot');
    // Whoever came while the database was asked is looked at the next time.
    for (const { sessionId, grants: held, listener } of holders) {
      const now = grants.get(standing.get(sessionId) ?? '');
      if (!now || !sameJson(now, held)) listener.close();
    }
  }

  #holders(): (Holder & { listener: Listener })[] {
    const listeners = [...this.#audiences.values()].flatMap((audience) => [...audience.listeners.keys()]);
    return listeners.map((listener) => ({ ...listener.holder, listener }));
  }

  /** Ends every stream with a goodbye; `retryMs` is spread so that they do not all come back at once. */
  close(): void {
    for (const { listener } of this.#holders()) {
      const retryMs = 500 + Math.floor(Math.random() * 4_500);
      listener.send(encodeEvent('bye', JSON.stringify({ retryMs })));
      listener.close();
    }
  }

  async #advance(): Promise<void> {
    const from = this.#point;
    if (!from || this.listeners === 0) {
      this.#point = undefined;
      return;
    }
    const news = await inTenant(
      this.#sql,
      this.#tenantId,
      (tx) => readNews(tx, this.#tenantId, from, this.#heard()),
      'snapshot',
    );
    if (!news) return;
    // What was taken away with this very change is not sent any more.
    if (news.grants) await this.recheck(Date.now());
    this.#vectors.remember(this.#tenantId, news.heads);
    this.#point = news.heads;
    this.#seq += 1;
    const restored = news.heads.incarnation !== from.incarnation;
    const { entries } = news;
    const encode = (heard: ReadonlySet<number>): Uint8Array => {
      if (restored || !entries) return encodeEvent('wake', '{}');
      const delta: Delta = {
        seq: this.#seq,
        epoch: news.heads.epoch,
        changed: news.changed,
        entries: entriesFor(entries, heard),
        was: from.digest,
        digest: news.heads.digest,
      };
      const event = encodeEvent('delta', JSON.stringify(delta));
      return event.byteLength > DELTA_BYTES ? encodeEvent('wake', '{}') : event;
    };
    this.#send(encode, [...new Set(entries?.map(([scope]) => scope))]);
  }

  /** What is listened for: the scopes that are shared, and of each person's own what they hold beside it. */
  #heard(): Heard {
    const audiences = [...this.#audiences.values()];
    const shared: HeldScopes = new Map(audiences.flatMap((audience) => [...audience.scopes]));
    const personal = new Map<number, HeldScopes>();
    for (const { scopes, listeners } of audiences)
      for (const own of listeners.values())
        for (const scope of own.keys()) personal.set(scope, inBoth(personal.get(scope), [...scopes, ...own]));
    return { shared, personal };
  }

  /** Encodes once for all who hold the same of what has moved: the entries of those scopes are all that differs. */
  #send(encode: (heard: ReadonlySet<number>) => Uint8Array, moved: readonly number[] = []): void {
    const chunks = new Map<string, Uint8Array>();
    for (const { scopes, listeners } of this.#audiences.values()) {
      for (const [listener, personal] of [...listeners]) {
        const heard = moved.filter((scope) => scopes.has(scope) || personal.has(scope));
        const key = heard.join();
        const chunk = chunks.get(key) ?? encode(new Set(heard));
        chunks.set(key, chunk);
        listener.send(chunk);
      }
    }
  }

  #forget(listener: Listener): void {
    const audience = this.#audiences.get(listener.audience);
    audience?.listeners.delete(listener);
    if (audience?.listeners.size === 0) this.#audiences.delete(listener.audience);
    if (this.#audiences.size === 0) this.#point = undefined;
  }
}

interface News {
  heads: Heads;
  changed: Delta['changed'];
  /** Whether somebody may have other grants by it; of what is too large to look at it is assumed. */
  grants: boolean;
  /** Null when there is too much to carry: listeners are woken and pull. */
  entries: Entry[] | null;
}

interface Heard {
  shared: HeldScopes;
  /** Each personal scope, with all that its person holds. */
  personal: ReadonlyMap<number, HeldScopes>;
}

function apart(scopes: HeldScopes): { shared: HeldScopes; personal: HeldScopes } {
  const all = [...scopes];
  return {
    shared: new Map(all.filter(([, key]) => !isPersonal(key))),
    personal: new Map(all.filter(([, key]) => isPersonal(key))),
  };
}

/** What every stream of one person holds: in the moment in which their grants change, the less. */
function inBoth(known: HeldScopes | undefined, scopes: [number, ScopeKey][]): HeldScopes {
  return new Map(known ? scopes.filter(([ord]) => known.has(ord)) : scopes);
}

async function readNews(
  tx: Tx,
  tenantId: string,
  from: Heads,
  { shared, personal }: Heard,
): Promise<News | undefined> {
  const quick = await readDigest(tx);
  if (quick.digest === from.digest && quick.incarnation === from.incarnation) return undefined;
  const heads = await readHeads(tx);
  const changed = movedHeads(from.heads, heads.heads);
  // A delta speaks within one epoch, and only where nothing was pruned that its point does not cover (SPEC S6, E1).
  const pruned = await readHorizons(tx, [...shared.keys(), ...personal.keys()]);
  const ground = { heads, folded: [] };
  if (from.epoch !== heads.epoch || isBelowHorizon({ vector: from.heads, epoch: from.epoch }, pruned, ground))
    return { heads, changed, grants: true, entries: null };
  // Grants are made of rows that only staff hold: they are looked for also where none of them listens.
  const staff = await scopeOrdinals(tx, tenantId, heads.incarnation, ['tenant']);
  const looked = new Set([...shared.keys(), ...staff.values()]);
  const ahead: Ahead[] = [...looked].flatMap((scope) =>
    changed.map(([r, seen, head]) => ({ scope, r, seen, head })),
  );
  const [common, own] = await Promise.all([
    readFeed(tx, ahead, bounds.streamEntries),
    readPersonalFeed(tx, changed, [...personal.keys()], bounds.streamEntries),
  ]);
  const grants = common.some(({ kind }) => grantKinds.has(kind));
  const feed = [...common.filter(({ scope }) => shared.has(scope)), ...own];
  if (common.length + own.length >= bounds.streamEntries)
    return { heads, changed, grants: true, entries: null };
  const held: HeldScopes = new Map([...shared, ...[...personal.values()].flatMap((scopes) => [...scopes])]);
  const entries = await withRows(tx, feed, held, (scope) => personal.get(scope) ?? shared);
  return { heads, changed, grants, entries };
}

/** What grants are made of (grantsFrom in rules/scopes.ts). */
const grantKinds = new Set([kindCodes.person, kindCodes.membership, kindCodes.policy]);

function movedHeads(from: Vector, to: Vector): Delta['changed'] {
  return Object.entries(to).flatMap(([replica, head]): Delta['changed'] => {
    const seen = from[Number(replica)] ?? 0;
    return seen < head ? [[Number(replica), seen, head]] : [];
  });
}

function entriesFor(entries: Entry[], scopes: ReadonlySet<number>): Entry[] {
  return entries.filter(([scope]) => scopes.has(scope));
}
