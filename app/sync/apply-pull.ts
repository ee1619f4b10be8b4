import { counterOf, dominates, join, pack, unpack, without } from '../../shared/clock/vector.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { PullPage } from '../../shared/protocol/pull.ts';
import type { Delta, Hello } from '../../shared/protocol/stream.ts';
import { isPersonal } from '../../shared/rules/scopes.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { readSync, type ScopeState, type SyncMeta } from '../store/meta.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { tablesToApply } from '../store/outbox.ts';
import { applyEntries, leave } from './apply-entries.ts';
import { learnGrants } from './grants.ts';

/** What a pull was asked with: a page applies only if all of it still holds (SPEC S4). */
export interface Asked {
  /** The life of the server it was asked in: a reply out of an earlier one may fit by chance (SPEC I1). */
  incarnation: string | null;
  /** Scope key → epoch and packed vector. */
  places: Record<string, string>;
  /** Receipts that went with it. */
  dropped: NonNullable<SyncMeta['dropped']>;
}

export function askedFrom(sync: SyncMeta): Asked {
  const places: Record<string, string> = {};
  for (const [key, state] of Object.entries(sync.scopes))
    if (!state.fill) places[key] = JSON.stringify([state.epoch ?? 0, state.vector]);
  return { incarnation: sync.incarnation, places, dropped: sync.dropped ?? [] };
}

function stillAsked(sync: SyncMeta, asked: Asked): boolean {
  return JSON.stringify(askedFrom(sync)) === JSON.stringify(asked);
}

/** Applies a page: confirmed rows and vectors in one transaction. Answers false when it was asked in another state. */
export async function applyPage(
  db: DeviceDatabase,
  actor: Actor,
  asked: Asked,
  page: PullPage,
  nowMs: number,
): Promise<boolean> {
  if (await leaveInPieces(db, actor, asked, page)) return false;
  return await db.transaction('rw', tablesToApply(db), async () => {
    const before = await readSync(db);
    if (!stillAsked(before, asked)) return false;
    const sync: SyncMeta = {
      ...before,
      paging: page.more,
      scopes: { ...before.scopes },
      want: before.want.filter((id) => !page.wanted.includes(id)),
      dropped: [],
      ...(!page.more && { lastSyncAt: nowMs }),
    };
    const lost = moveScopes(sync, page, nowMs);
    if (page.grants) await learnGrants(db, page.grants);
    await applyEntries(db, actor, sync, page.entries, page.more ? [] : sweepsOf(before), lost);
    return true;
  });
}

/** More tickets than these are not moved in one transaction: every own change would have to wait for it. */
const PIECE = 250;

/**
 * A scope with many tickets was taken away: they leave, or are carried over, piece by piece before the page itself is
 * applied. Until then the scope counts as one that fills anew, so whatever interrupts this, nothing is taken for seen.
 * Answers true when there was something to do; then the page is asked for again.
 */
async function leaveInPieces(
  db: DeviceDatabase,
  actor: Actor,
  asked: Asked,
  page: PullPage,
): Promise<boolean> {
  const held = new Map(page.held.map(([ord, key]) => [key, ord]));
  const ids = await db.transaction('rw', [db.meta, db.tickets], async () => {
    const before = await readSync(db);
    const lost = Object.entries(before.scopes).filter(([key, state]) => !held.has(key) && state.scope >= 0);
    if (!lost.length || !stillAsked(before, asked) || (await db.tickets.count()) <= PIECE) return [];
    const ords = lost.map(([, state]) => state.scope);
    const leaving = await db.tickets.filter((record) => ords.some((ord) => ord in record.in)).primaryKeys();
    if (!leaving.length) return [];
    const scopes = { ...before.scopes };
    for (const [key, state] of lost) if (!state.fill) scopes[key] = refilled(state);
    for (const [key, ord] of held) scopes[key] ??= refilled(freshScope(ord));
    await db.meta.put({ ...before, scopes });
    return leaving;
  });
  for (let i = 0; i < ids.length; i += PIECE) {
    const some = ids.slice(i, i + PIECE);
    await db.transaction('rw', tablesToApply(db), async () => leave(db, actor, some, held));
  }
  return ids.length > 0;
}

/**
 * Nothing has happened since: the pull is finished all the same. A fill that ended before it is caught up with, so what
 * it did not bring leaves, and answered work that it covers leaves the outbox.
 */
export async function finishPull(
  db: DeviceDatabase,
  actor: Actor,
  asked: Asked,
  nowMs: number,
): Promise<boolean> {
  return await db.transaction('rw', tablesToApply(db), async () => {
    const before = await readSync(db);
    if (!stillAsked(before, asked)) return false;
    const sync: SyncMeta = {
      ...before,
      paging: false,
      scopes: { ...before.scopes },
      dropped: [],
      lastSyncAt: nowMs,
    };
    for (const [key, state] of Object.entries(before.scopes)) {
      if (!state.fill) sync.scopes[key] = { ...state, done: state.vector, sweep: false };
    }
    await applyEntries(db, actor, sync, [], sweepsOf(before), []);
    return true;
  });
}

/**
 * Advances what each scope has seen, drops scopes no longer held, begins those newly granted, and those that must be
 * filled again. Answers the ordinals of scopes that were lost; the server gets a receipt for each.
 */
function moveScopes(sync: SyncMeta, page: PullPage, nowMs: number): number[] {
  const held = new Map(page.held.map(([ord, key]) => [key, ord]));
  const lost: number[] = [];
  for (const [key, state] of Object.entries(sync.scopes)) {
    if (!held.has(key)) {
      delete sync.scopes[key];
      // One that was only expected, before the server had said which there are, was never held.
      if (state.scope < 0) continue;
      lost.push(state.scope);
      sync.dropped = [...(sync.dropped ?? []), { scope: key, at: nowMs }].slice(-bounds.scopes);
    } else if (page.refill.includes(key)) {
      sync.scopes[key] = refilled(state);
    } else {
      const gained = page.to[state.scope];
      if (gained && !state.fill)
        sync.scopes[key] = page.more ? advanced(state, gained, false) : arrived(state, gained, page);
    }
  }
  const gained = [...held].filter(([key]) => !(key in sync.scopes));
  // Rows of a lost scope may have been carried into a new one: its fill ends by removing those it did not bring.
  for (const [key, ord] of gained)
    sync.scopes[key] = lost.length ? refilled(freshScope(ord)) : freshScope(ord);
  // What a person's conflicts may show follows from what else they hold: with other grants they come again (SPEC S8).
  for (const [key, state] of Object.entries(sync.scopes))
    if (isPersonal(key) && !state.fill && (lost.length || gained.length || !isReadUnder(state, held)))
      sync.scopes[key] = refilled(state);
  return lost;
}

/** Whether what is the person's alone was read under these grants: others may have been given for as long as that took. */
function isReadUnder({ under }: ScopeState, held: ReadonlyMap<string, number>): boolean {
  return under === undefined || (under.length === held.size && under.every((key) => held.has(key)));
}

function advanced(
  state: ScopeState,
  to: { gains: number[]; digest: string | null },
  finished: boolean,
): ScopeState {
  const vector = pack(join(unpack(state.vector), unpack(to.gains)));
  return { ...state, vector, digest: to.digest, ...(finished && { done: vector, sweep: false }) };
}

/** The epoch advances only with a pull that has finished; retired replicas leave the vector with it (SPEC E1). */
function arrived(
  state: ScopeState,
  to: { gains: number[]; digest: string | null },
  { epoch, folded = [] }: PullPage,
): ScopeState {
  const last = advanced(state, to, true);
  const vector = pack(without(unpack(last.vector), folded));
  return { ...last, vector, done: vector, epoch };
}

export function freshScope(ord: number): ScopeState {
  return {
    scope: ord,
    generation: 1,
    fill: { heads: null, cursor: null },
    vector: [],
    digest: null,
    done: [],
    sweep: false,
  };
}

/** A scope that begins again: what it holds stays on the screen until the new fill has been caught up with. */
export function refilled(state: ScopeState): ScopeState {
  return { ...freshScope(state.scope), generation: state.generation + 1 };
}

/** Scopes whose refill has been caught up with once this pull ends: what it did not bring leaves now. */
function sweepsOf(sync: SyncMeta): ScopeState[] {
  const steady = Object.values(sync.scopes).filter((state) => !state.fill);
  return steady.filter((state) => state.sweep);
}

/** Applies a stream's delta if it follows on what is here; answers false when a pull is needed (SPEC S7). */
export async function applyDelta(
  db: DeviceDatabase,
  actor: Actor,
  delta: Delta,
  stream: Pick<Hello, 'incarnation' | 'held'>,
  nowMs: number,
): Promise<boolean> {
  return await db.transaction('rw', tablesToApply(db), async () => {
    const before = await readSync(db);
    if (!follows(before, delta, stream)) return false;
    const gains = delta.changed.flatMap(([replica, , to]) => [replica, to]);
    const sync: SyncMeta = { ...before, scopes: { ...before.scopes }, lastSyncAt: nowMs };
    let news = false;
    for (const [key, state] of Object.entries(sync.scopes)) {
      if (dominates(unpack(state.vector), unpack(gains))) continue;
      news = true;
      // Only from the stream's own previous point does its digest name what this scope has now.
      const digest = state.digest === delta.was ? delta.digest : null;
      sync.scopes[key] = advanced(state, { gains, digest }, true);
    }
    if (news) await applyEntries(db, actor, sync, delta.entries, [], []);
    // Something came for a ticket that is not held: a pull fetches it whole.
    return sync.want.length === 0;
  });
}

/**
 * A delta speaks for the scopes its stream was opened with: for any other it would move a vector past rows unseen. And
 * for the server's life it was opened in: counters of an earlier one may fit, and name other mutations (SPEC I1).
 */
function follows(sync: SyncMeta, delta: Delta, stream: Pick<Hello, 'incarnation' | 'held'>): boolean {
  if (sync.incarnation !== stream.incarnation) return false;
  const streamScopes = stream.held.map(([ord]) => ord);
  const scopes = Object.values(sync.scopes);
  if (!scopes.length || sync.paging) return false;
  if (scopes.some((state) => (state.epoch ?? 0) !== delta.epoch)) return false;
  if (scopes.length !== streamScopes.length) return false;
  if (!scopes.every((state) => streamScopes.includes(state.scope))) return false;
  return scopes.every((state) => {
    const vector = unpack(state.vector);
    return (
      !state.fill &&
      !state.sweep &&
      delta.changed.every(([replica, from]) => counterOf(vector, replica) >= from)
    );
  });
}
