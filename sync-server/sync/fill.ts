import type { PackedVector } from '../../shared/clock/vector.ts';
import { join, pack, unpack } from '../../shared/clock/vector.ts';
import { must } from '../../shared/lib/must.ts';
import { kindCodes, rowColumns, type RowKind, type RowTypes } from '../../shared/model/rows.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { FillControl, FillRequest } from '../../shared/protocol/fill.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { isPersonal, isStaffScope, scopesHeldBy, type ScopeKey } from '../../shared/rules/scopes.ts';
import { revoked } from '../auth/actor.ts';
import { isStanding } from '../auth/standing.ts';
import type { Sql, Tx } from '../db/connect.ts';
import { readHorizons } from '../db/sync/feed.ts';
import { fillColumns, readDirectory, readNames, readScreen, readTicketPage } from '../db/sync/fill.ts';
import { readOwnFolded } from '../db/sync/folded.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { readHeads } from '../db/sync/replicas.ts';
import { scopeOrdinals } from '../db/sync/scopes.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import { readNoticesOf, readPreferencesOf } from '../db/sync/notices.ts';
import { conflictsFor } from './conflicts.ts';
import { scopesToldTo } from './held.ts';
import type { KnownVectors } from './known-vectors.ts';
import { groundFor, isAhead, isBelowHorizon, type Place } from './places.ts';

export interface FillInput {
  tenantId: string;
  actor: Actor;
  request: FillRequest;
  receivedAt: number;
  /** Of the device that asks. */
  sessionId: string;
  now(): number;
}

type AskedScope = FillRequest['scopes'][number];

/** A piece of the answer; `flush` where a reader can do something with what it has. */
export interface FillPiece {
  text: string;
  flush: boolean;
}

const control = (line: FillControl): string => `${JSON.stringify(line)}\n`;

/**
 * The first delivery of scopes (SPEC S5): heads are fixed before the first row is read, pages follow a cursor over an
 * immutable key, each in a short transaction of its own, so that a slow phone pins nothing here.
 */
export async function* fill(sql: Sql, vectors: KnownVectors, input: FillInput): AsyncGenerator<FillPiece> {
  const { tenantId, actor, request, receivedAt } = input;
  const once = new Map(request.scopes.map((scope) => [scope.key, scope]));
  const begin = await inTenant(sql, tenantId, async (tx) => {
    const heads = await readHeads(tx);
    const grants = await grantsOf(tx, actor.id);
    if (!grants) throw revoked();
    const held = scopesToldTo(grants, request.protocol);
    const ordinals = await scopeOrdinals(tx, tenantId, heads.incarnation, held);
    const horizons = await readHorizons(tx, [...ordinals.values()]);
    const asked = [...once.values()].filter((scope) => held.includes(scope.key as ScopeKey));
    const own = heads.epoch > 0 ? await readOwnFolded(tx, request.replica, actor.id) : [];
    const fresh: Place = {
      vector: join(heads.heads, Object.fromEntries(own.map(({ ord, n }) => [ord, n]))),
      epoch: heads.epoch,
    };
    const places = new Map<string, Place>();
    for (const { key, resume } of asked)
      places.set(key, resume ? { vector: unpack(resume.heads), epoch: resume.epoch } : fresh);
    const ground = await groundFor(tx, heads, [...places.values()].map(({ epoch }) => epoch));
    const stale = new Set<string>();
    for (const [key, place] of places) {
      const pruned = horizons.filter(({ scope }) => scope === ordinals.get(key as ScopeKey));
      if (isBelowHorizon(place, pruned, ground) || (await isAhead(tx, place, heads))) stale.add(key);
    }
    return { heads, ordinals, asked, places, stale };
  }, 'snapshot'); // prettier-ignore
  const { heads, ordinals, asked, places, stale } = begin;
  if (request.incarnation !== null && request.incarnation !== heads.incarnation) {
    yield { text: control({ line: 'restored', incarnation: heads.incarnation }), flush: true };
    return;
  }
  vectors.remember(tenantId, heads);
  const kinds = Object.keys(rowColumns) as RowKind[];
  const columns = Object.fromEntries(kinds.map((kind) => [kind, fillColumns(kind)]));
  yield {
    text: control({ line: 'start', incarnation: heads.incarnation, now: receivedAt, columns }),
    flush: false,
  };
  for (const scope of asked) {
    const ord = ordinals.get(scope.key as ScopeKey) ?? 0;
    const noted = must(places.get(scope.key), 'place');
    if (stale.has(scope.key)) {
      yield { text: control({ line: 'restart', scope: ord }), flush: true };
      continue;
    }
    const digest = scope.resume ? null : heads.digest;
    const fixed = { packed: pack(noted.vector), epoch: noted.epoch, digest };
    const read = reader(sql, input, scope.key as ScopeKey);
    if (isPersonal(scope.key)) yield* fillPersonal(read, scope, ord, fixed, input);
    else yield* fillScope(read, scope, ord, fixed);
  }
  yield { text: control({ line: 'done' }), flush: true };
}

type Read = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * A short transaction for each page. A slow reader sets the pace of a fill, for hours if it likes: whether it may still
 * read is asked each time.
 */
function reader(sql: Sql, input: FillInput, key: ScopeKey): Read {
  const { tenantId, actor, sessionId } = input;
  return (work) =>
    inTenant(sql, tenantId, async (tx) => {
      if (!(await isStanding(tx, sessionId, input.now()))) throw new CodedError('token-expired', 401, 'This session has ended.');
      const grants = await grantsOf(tx, actor.id);
      if (!grants || !scopesHeldBy(grants).includes(key)) throw new CodedError('grants-changed', 409, 'What you may see has changed meanwhile.');
      return await work(tx);
    }, 'snapshot'); // prettier-ignore
}

/** The heads a scope's fill was begun under. */
interface Fixed {
  packed: PackedVector;
  epoch: number;
  digest: string | null;
}

function firstLine({ key, generation }: AskedScope, ord: number, fixed: Fixed, under?: ScopeKey[]): string {
  const { packed: heads, epoch, digest } = fixed;
  return control({
    line: 'scope',
    scope: ord,
    key,
    generation,
    epoch,
    heads,
    digest,
    ...(under && { under }),
  });
}

/** What is one person's alone: what they were told, and conflicts, each with no more than they may see of it now (SPEC S8). */
async function* fillPersonal(
  read: Read,
  scope: AskedScope,
  ord: number,
  fixed: Fixed,
  { actor: { id: personId }, request: { protocol } }: FillInput,
): AsyncGenerator<FillPiece> {
  const { conflicts, notices, preferences, under } = await read(async (tx) => {
    const grants = await grantsOf(tx, personId);
    if (!grants) throw revoked();
    return {
      under: scopesToldTo(grants, protocol),
      conflicts: await conflictsFor(tx, personId, scopesHeldBy(grants)),
      notices: await readNoticesOf(tx, personId),
      preferences: await readPreferencesOf(tx, personId),
    };
  });
  const lines = [
    ...linesOf('conflict', conflicts),
    ...linesOf('notice', notices),
    ...linesOf('preference', preferences),
  ];
  const end = control({ line: 'page', scope: ord, cursor: null }) + control({ line: 'end', scope: ord });
  yield { text: firstLine(scope, ord, fixed, under) + joined(lines) + end, flush: true };
}

function linesOf<K extends 'conflict' | 'notice' | 'preference'>(
  kind: K,
  rows: readonly RowTypes[K][],
): string[] {
  const columns = fillColumns(kind) as (keyof RowTypes[K])[];
  return rows.map((row) => JSON.stringify([kindCodes[kind], columns.map((column) => row[column])]));
}

async function* fillScope(
  read: Read,
  scope: AskedScope,
  ord: number,
  fixed: Fixed,
): AsyncGenerator<FillPiece> {
  const key = scope.key as ScopeKey;
  yield { text: firstLine(scope, ord, fixed), flush: false };
  const pageEnd = (cursor: string | null) => control({ line: 'page', scope: ord, cursor });
  if (key === 'tenant' || key === 'portal') {
    const lines = await read((tx) => readDirectory(tx, key));
    yield { text: joined(lines) + pageEnd(null), flush: true };
  } else {
    // Until the first page of tickets is in, a fill that is resumed begins again: all before it is short.
    const atStart = !scope.resume?.cursor;
    if (!isStaffScope(key) && atStart) {
      yield { text: joined(await read((tx) => readNames(tx, ord))) + pageEnd(null), flush: false };
    }
    if (scope.screen && atStart) {
      const lines = await read((tx) => readScreen(tx, key, bounds.screenTickets));
      yield { text: joined(lines) + pageEnd(null), flush: true };
    }
    yield* ticketPages(read, key, scope.resume?.cursor ?? null, pageEnd);
  }
  yield { text: control({ line: 'end', scope: ord }), flush: true };
}

async function* ticketPages(
  read: Read,
  key: ScopeKey,
  from: string | null,
  pageEnd: (cursor: string | null) => string,
): AsyncGenerator<FillPiece> {
  let cursor = from;
  for (;;) {
    const after = cursor;
    const page = await read((tx) => readTicketPage(tx, key, parseCursor(after), bounds.fillTickets));
    cursor = page.at(-1)?.cursor ?? cursor;
    if (page.length) yield { text: joined(page.map((row) => row.line)) + pageEnd(cursor), flush: true };
    if (page.length < bounds.fillTickets) return;
  }
}

function joined(lines: string[]): string {
  return lines.length ? `${lines.join('\n')}\n` : '';
}

/** `createdAt:id`. A cursor that is not ours begins anew: nothing is skipped by it. */
function parseCursor(cursor: string | null): { createdAt: number; id: string } | null {
  const match = /^(-?\d{1,15}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor ?? '');
  return match ? { createdAt: Number(match[1]), id: match[2] as string } : null;
}
