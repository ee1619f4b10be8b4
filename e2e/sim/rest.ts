import { unpack, type PackedVector } from '../../shared/clock/vector.ts';
import { canonical } from '../../shared/lib/fingerprint.ts';
import { isChild, kindOfCode, rowKey, type RowKind } from '../../shared/model/rows.ts';
import { namesIn, type ScopeKey } from '../../shared/rules/scopes.ts';
import type { Profile } from './device.ts';
import type { DeviceJudge, Fail } from './judge.ts';
import type { Mirror } from './mirror.ts';
import { couldHold, couldRead } from './old-app.ts';
import type { Row } from './view.ts';

/** Why a profile has not come to rest; undefined when it has: everything is handed over and everything is here. */
export function restless({ view, profile }: DeviceJudge, mirror: Mirror): string | undefined {
  const { outbox } = view;
  const sync = view.sync && { ...view.sync, scopes: knownScopes(profile, view.sync.scopes) };
  if (!sync || Object.keys(sync.scopes).length === 0) return `it holds no scope: ${sync?.notice}`;
  if (view.replica?.ord === null) return 'it has no identity';
  if (sync.incarnation !== mirror.incarnation) return 'it knows another life of the server';
  // Grants that came while nobody's stream could say so are noticed by the slow look at who listens (S7).
  const held = heldBy(mirror, profile).toSorted().join();
  if (Object.keys(sync.scopes).toSorted().join() !== held) return `it does not hold ${held}`;
  const open = outbox.filter((entry) => entry.state !== 'refused');
  if (open.length) return `${open.length} in the outbox, the first ${open[0]?.name} ${open[0]?.state}`;
  if (sync.paging) return 'a pull is under way';
  if (sync.want.length) return `${sync.want.length} tickets wanted`;
  const heads = canonical(mirror.heads());
  // Its own identities that folded stay in a device's vectors (E1).
  const counted = (vector: PackedVector): string =>
    canonical(
      Object.fromEntries(
        Object.entries(unpack(vector)).filter(([r]) => mirror.replicas.get(Number(r))?.folded === null),
      ),
    );
  const epoch = Math.max(0, ...[...mirror.replicas.values()].map(({ folded }) => folded ?? 0));
  for (const [key, state] of Object.entries(sync.scopes)) {
    if (state.fill || state.sweep) return `${key} is being filled`;
    // In an earlier epoch it may lack what a replica that no vector names any more has written (E1).
    if ((state.epoch ?? 0) < epoch) return `${key} is in epoch ${state.epoch} of ${epoch}`;
    if (counted(state.vector) !== heads)
      return `${key} is at ${counted(state.vector)} in epoch ${state.epoch}, heads ${heads}`;
    if (counted(state.done) !== heads) return `${key} has not finished its pull`;
  }
  return undefined;
}

/** What an app of then takes for a scope; of this build's, all. */
const isKnown = ({ app }: Profile, key: string): boolean => app === undefined || couldHold(key);
const heldBy = (mirror: Mirror, profile: Profile): ScopeKey[] =>
  mirror.scopesHeldBy(profile.person.id).filter((key) => isKnown(profile, key));
const knownScopes = <T>(profile: Profile, scopes: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(scopes).filter(([key]) => isKnown(profile, key)));

/** Everything a person may hold, from the tables, row by row through `scopesOf`; the names a requester meets by the feed. */
export function projectionFor(mirror: Mirror, profile: Profile): Map<string, string> {
  const held = heldBy(mirror, profile);
  const projection = new Map<string, string>();
  for (const [key, row] of mirror.rows) {
    if (profile.app && !couldRead(key.split('/')[0] as RowKind)) continue;
    const within = mirror.scopesOf(key, row);
    const scope = held.find((candidate) => within.includes(candidate));
    if (!scope) continue;
    // Whether and when staff noted something is nothing for requesters.
    const shown =
      key.startsWith('ticket/') && scope.startsWith('requester:') ? { ...row, notedAt: null } : row;
    projection.set(key, canonicalRow(key.startsWith('conflict/') ? conflictFor(mirror, shown, held) : shown));
  }
  for (const entry of mirror.feed.values()) {
    if (!entry.key.startsWith('name/') || entry.evict) continue;
    if (!held.includes(mirror.scopeKeys.get(entry.scope) as never)) continue;
    const id = entry.key.slice('name/'.length);
    const { name, r, n, s } = mirror.rows.get(`person/${id}`) as Row;
    projection.set(entry.key, canonicalRow({ id, name, r, n, s }));
  }
  return projection;
}

/** A conflict about something its loser may not see now: their own words, nothing of what stands. */
function conflictFor(mirror: Mirror, row: Row, held: string[]): Row {
  const {
    kind: code,
    rowId: id,
    ticketId,
  } = row as unknown as { kind: number; rowId: string; ticketId: string };
  const kind = kindOfCode(code) ?? 'ticket';
  const key = rowKey(isChild(kind) ? { kind, id, ticketId } : { kind, id });
  const about = mirror.rows.get(key);
  if (about && mirror.scopesOf(key, about).some((scope) => held.includes(scope))) return row;
  return { ...row, keptValue: null, keptBy: null, keptR: 0, keptN: 0, keptS: 0 };
}

const canonicalRow = (row: Row): string =>
  canonical(
    Object.fromEntries(Object.entries(row).filter(([column, value]) => column !== 'over' || value !== null)),
  );

/** What must hold for a profile once everything is quiet (sync.md, "Invariants for the simulation"). */
export function judgeAtRest(judge: DeviceJudge, mirror: Mirror, fail: Fail): void {
  const { view, profile } = judge;
  const expected = projectionFor(mirror, profile);
  const found = new Map([...view.confirmed].map(([key, row]) => [key, canonicalRow(row)]));
  for (const [key, row] of expected)
    if (found.get(key) !== row)
      fail(
        'devices equal the server (S2–S5)',
        `${profile.name}: ${key} is ${found.get(key) ?? 'missing'}, stands ${row}`,
      );
  for (const key of found.keys())
    if (!expected.has(key))
      fail('devices hold nothing more (S1–S3)', `${profile.name}: ${key} is not theirs`);
  const staff = mirror.scopesHeldBy(profile.person.id).includes('tenant');
  for (const [key, row] of staff ? [] : view.confirmed)
    for (const id of namesIn(key.split('/')[0] as RowKind, row as never))
      if (!found.has(`name/${id}`))
        fail('names come with their threads (S3)', `${profile.name}: ${id} in ${key}`);
  if (view.painted.size)
    fail('nothing is painted at rest (D4)', `${profile.name}: ${[...view.painted].join()}`);
  for (const entry of [...view.outbox, ...view.sent]) {
    const verdict = mirror.verdicts.get(entry.uid);
    // A refusal that the server forgot when it was put back still stands for the person; nobody offers it again.
    if (!verdict && entry.state === 'refused' && judge.isRestored) continue;
    if (!verdict)
      fail('a verdict for every change (O3)', `${profile.name}: ${entry.name} ${entry.uid} has none`);
    else if (verdict.status !== entry.verdict?.status)
      fail(
        'both sides say the same (O3)',
        `${profile.name}: ${entry.name} is ${entry.verdict?.status} here, ${verdict.status} there`,
      );
  }
  for (const uid of judge.dropped)
    // What was refused and dealt with is nobody's any more, also where the server forgot it when it was put back.
    if (!mirror.verdicts.has(uid) && !(judge.isRestored && judge.droppedRefused.has(uid)))
      fail('no saved mutation is lost (D2, D3)', `${profile.name}: ${uid} has no verdict`);
  judge.atRest();
  for (const { uid, key, detail } of judge.flickers) {
    const status = mirror.verdicts.get(uid)?.status;
    // What is not theirs to see any more has left: a note on a ticket that they only filed, say.
    if (status === 'applied' && expected.has(key))
      fail('the screen never goes back (D4)', `${profile.name}: ${detail}, though it was applied`);
  }
}
