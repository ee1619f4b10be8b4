import { pullReplySchema, type AskedVector } from '../../shared/protocol/pull.ts';
import type { DeviceTold } from '../../shared/protocol/device.ts';
import { bounds } from '../../shared/protocol/version.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { scopesHeldBy } from '../../shared/rules/scopes.ts';
import { grantsOn, readSync, type ScopeState, type SyncMeta } from '../store/meta.ts';
import { applyPage, askedFrom, finishPull } from './apply-pull.ts';
import { call } from './http.ts';
import { introduceKnown, type Replica, type Sender } from './replica.ts';
import { startAgain } from './restored.ts';
import { learnSkew } from './skew.ts';

/** A pull that does not end after so many pages is a fault, not a backlog. */
const PAGES_MAX = 10_000;

/**
 * Pulls until the device has everything the server has. Answers with the server's time as it was told last, null where
 * nothing was asked any more. @throws ServerError, NetworkError
 */
export async function pull(replica: Replica, signal: AbortSignal): Promise<number | null> {
  let full = false;
  let told: number | null = null;
  for (let page = 0; page < PAGES_MAX && !signal.aborted; page += 1) {
    const sync = await readSync(replica.db);
    const asked = askedFrom(sync);
    const { token, sender } = await introduceKnown(replica);
    const sentAt = replica.now();
    const mayKnock = page === 0 && (await holdsWhatIsGranted(replica, sync));
    const at = mayKnock ? await steadyDigest(replica.db, sync) : null;
    const body =
      at === null ? { ...sender, ...question(sync, full) } : knock(sender, at, await replica.about?.());
    const reply = await call(replica.transport, { path: '/sync/pull', body, token, signal }, pullReplySchema);
    await learnSkew(replica, sentAt, reply.now);
    told = reply.now;
    if ('restored' in reply) {
      await startAgain(replica, body, reply);
      return told;
    }
    if ('behind' in reply) continue;
    if ('unknown' in reply) {
      full = true;
      continue;
    }
    if ('same' in reply) {
      if (await finishPull(replica.db, replica.actor, asked, replica.now())) return told;
      continue;
    }
    // Not applied: something else moved on meanwhile. What is missing now is asked for anew.
    if (!(await applyPage(replica.db, replica.actor, asked, reply, replica.now()))) continue;
    if (!reply.more && !(await readSync(replica.db)).want.length) return told;
  }
  return told;
}

/**
 * A stream may tell of other grants than a delta before it had brought the scopes for (SPEC S1): everything has come then,
 * of less than is held now, and only a question in full is answered with the rest.
 */
async function holdsWhatIsGranted({ db, actor }: Replica, sync: SyncMeta): Promise<boolean> {
  const granted = scopesHeldBy(await grantsOn(db, actor));
  return granted.length === Object.keys(sync.scopes).length && granted.every((key) => key in sync.scopes);
}

/** The one digest under which the device has everything in every scope; null where it must ask in full. */
export async function steadyDigest(db: DeviceDatabase, sync: SyncMeta): Promise<string | null> {
  const states = Object.values(sync.scopes);
  const [first] = states;
  const unsettled =
    sync.paging ||
    sync.want.length > 0 ||
    Boolean(sync.dropped?.length) ||
    (await db.outbox.where('state').equals('answered').count()) > 0;
  if (!first || unsettled) return null;
  return states.every((state) => !state.fill && !state.sweep && state.digest === first.digest)
    ? first.digest
    : null;
}

function knock(
  { protocol, replica, incarnation, sentAt }: Sender,
  at: string,
  device: DeviceTold | undefined,
) {
  return { protocol, replica, incarnation, sentAt, at, ...(device && { device }) };
}

/** Vectors go by the digest the server gave them, and in full where there is none, or it has forgotten it. */
function question(sync: SyncMeta, full: boolean) {
  const scopes: Record<string, AskedVector> = {};
  const filling: string[] = [];
  for (const [key, state] of Object.entries(sync.scopes)) {
    if (state.fill) filling.push(key);
    else scopes[key] = full || state.digest === null ? inFull(state) : { digest: state.digest };
  }
  const steady = Object.values(sync.scopes).filter((state) => !state.fill);
  const epoch = steady.length ? Math.min(...steady.map((state) => state.epoch ?? 0)) : 0;
  const want = sync.want.slice(0, bounds.wantTickets);
  const { dropped = [] } = sync;
  return { epoch, scopes, filling, want, ...(dropped.length && { dropped }) };
}

function inFull({ vector, epoch }: ScopeState): AskedVector {
  return epoch ? { vector, epoch } : { vector };
}
