import type { Tx } from '../db/connect.ts';
import { readNameScopes, writeFeed } from '../db/sync/feed.ts';
import { writeAudit, writeReaddressed, writeVerdicts } from '../db/sync/log.ts';
import { useLeases } from '../db/sync/numbers.ts';
import { readChildren } from '../db/sync/read-rows.ts';
import { updateReplica, type ReplicaState } from '../db/sync/replicas.ts';
import { openScopes, scopeOrdinals } from '../db/sync/scopes.ts';
import { wantLooks } from '../db/sync/sla-checks.ts';
import { writeRows } from '../db/sync/write-rows.ts';
import { looksWanted } from './looks.ts';
import { must } from '../../shared/lib/must.ts';
import { rowKey } from '../../shared/model/rows.ts';
import type { ScopeKey } from '../../shared/rules/scopes.ts';
import { raiseNotices } from './notices.ts';
import { conflictsOn, raiseConflicts } from './conflicts.ts';
import {
  Memberships,
  movedTickets,
  noteConflicts,
  noteMovedChildren,
  noteNames,
  noteWritten,
} from './memberships.ts';
import type { Effects, PushInput, RowEffects } from './push.ts';

/** Writes all that a push did. */
export async function persist(
  tx: Tx,
  input: PushInput,
  replica: ReplicaState,
  effects: Effects,
  skewMs: number,
  drained: boolean,
): Promise<void> {
  const { tenantId, request, receivedAt } = input;
  const { verdicts, readdressed, usedNumbers } = effects;
  // Work done while this very push was under way is later than its sending, so it is not clamped.
  const drainedAt = drained ? Math.min(receivedAt, request.sentAt + skewMs) : null;
  await writeEffects(tx, input, effects, () => [
    ...(verdicts.length ? [writeVerdicts(tx, tenantId, verdicts, receivedAt)] : []),
    ...(readdressed.length ? [writeReaddressed(tx, tenantId, replica.ord, readdressed)] : []),
    ...(usedNumbers.length ? [useLeases(tx, usedNumbers)] : []),
    updateReplica(tx, replica, { skewMs, at: receivedAt, app: request.app, drainedAt }),
  ]);
}

/** Whose work it is, and when it came; without an actor the server's own. */
type Work = Pick<PushInput, 'tenantId' | 'incarnation' | 'receivedAt'> & Partial<Pick<PushInput, 'actor'>>;

/**
 * Writes what was done to rows, with its feed and its log: a statement a table, sent without waiting for one another (one
 * flight). `along`: what else goes with them.
 */
export async function writeEffects(
  tx: Tx,
  { tenantId, incarnation, receivedAt, actor }: Work,
  effects: RowEffects,
  along: () => Promise<unknown>[],
): Promise<void> {
  await raiseConflicts(tx, effects);
  await raiseNotices(tx, effects, { byId: actor?.id ?? null, atMs: receivedAt });
  const feed = await feedWrites(tx, { tenantId, incarnation }, effects);
  const { rows, audit } = effects;
  const looks = effects.isLook ? [] : looksWanted(rows, receivedAt);
  await Promise.all([
    ...writeRows(
      tx,
      tenantId,
      rows.written().map(({ ref, row }) => ({ kind: ref.kind, row })),
    ),
    ...writeFeed(tx, tenantId, feed, receivedAt),
    ...(audit.length ? [writeAudit(tx, tenantId, audit, receivedAt)] : []),
    ...(looks.length ? [wantLooks(tx, tenantId, looks)] : []),
    ...along(),
  ]);
}

async function feedWrites(
  tx: Tx,
  { tenantId, incarnation }: Pick<PushInput, 'tenantId' | 'incarnation'>,
  { rows, touched }: RowEffects,
) {
  const memberships = new Memberships();
  const moved = movedTickets(rows);
  const [children, conflicts] = await Promise.all([readChildren(tx, moved), conflictsOn(tx, moved)]);
  const moverOf = (id: string) => must(touched.get(rowKey({ kind: 'ticket', id })), 'mover').dot;
  noteMovedChildren(memberships, rows, children, moverOf);
  noteConflicts(memberships, conflicts, moverOf);
  noteWritten(memberships, rows, touched.values());
  const people = [...touched.values()].flatMap(({ ref }) => (ref.kind === 'person' ? [ref.id] : []));
  noteNames(
    memberships,
    await readNameScopes(tx, people),
    (id) => must(touched.get(rowKey({ kind: 'person', id })), 'person').dot,
  );
  // A team that is made has a scope from its beginning, so that its first member and its first ticket find it there.
  const teams = rows.written().flatMap(({ ref }): ScopeKey[] => {
    return ref.kind === 'team' && !rows.before(ref) ? [`team:${ref.id}`] : [];
  });
  if (teams.length) await openScopes(tx, tenantId, teams);
  const entries = memberships.entries();
  const ordinals = await scopeOrdinals(
    tx,
    tenantId,
    incarnation,
    entries.map((entry) => entry.scope),
  );
  return entries.map(({ scope, dot, ...entry }) => ({
    ...entry,
    scope: must(ordinals.get(scope), 'scope ordinal'),
    r: dot[0],
    n: dot[1],
  }));
}
