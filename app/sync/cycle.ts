import { readReplica, readSync, updateSync } from '../store/meta.ts';
import { storageCondition } from '../store/condition.ts';
import { isFilling } from '../store/repaint.ts';
import { keepReserve } from '../store/room.ts';
import { retryAfterOf } from './failure.ts';
import { ensureScopes, fill } from './fill.ts';
import { leaseNumbers } from './numbers.ts';
import { remakeOffered } from './offered-again.ts';
import { isAskedToWait } from './pause.ts';
import { pull } from './pull.ts';
import { flush } from './push.ts';
import { ensureRegistered, type Replica } from './replica.ts';
import { forgetSent } from './restored.ts';
import { timerAfter } from './timer.ts';

/** Runs `work` while holding the lock under which this account's outbox is sent. */
export type PushLock = <T>(work: () => Promise<T>) => Promise<T>;

/** A pull may grant scopes that must be filled, whose delta must be pulled …; more turns than this is a fault. */
const TURNS_MAX = 5;

/**
 * One round with the server: who am I · hand over the outbox · fetch what is missing · refill the lease · catch up.
 * A push that fails keeps nothing from arriving, and its error is told at the end; but where the server asks to be left
 * alone, by an answer in this round or to another request meanwhile, nothing more is asked (SPEC R1). Answers false when
 * the rest of the round waits for that. @throws ServerError, NetworkError
 */
export async function cycle(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<boolean> {
  await ensureRegistered(replica);
  await ensureScopes(replica);
  const failed = await lock(() => flush(replica, signal)).then(
    () => undefined,
    (error: unknown) => ({ error: unlessAsked(error) }),
  );
  const handedOverBy = (await readReplica(replica.db))?.id;
  // Before the pull that lets the screen say "synced": from then on the device must be able to number a ticket.
  let leased = false;
  let told: number | null = null;
  for (let turn = 0; turn < TURNS_MAX && !signal.aborted; turn += 1) {
    if (await isAskedToWait(replica)) return false;
    await fill(replica, signal);
    // Without a lease tickets are numbered later; that must not keep anything from arriving.
    if (!leased) leased = await leaseNumbers(replica, signal).catch((error: unknown) => !unlessAsked(error));
    if (await isAskedToWait(replica)) return false;
    told = await pull(replica, signal);
    if (!isFilling(await readSync(replica.db))) break;
  }
  if (failed) throw failed.error;
  // The server lives another life, as was found out while fetching: the work of who this is now goes at once (SPEC I1).
  const isAnother = (await readReplica(replica.db))?.id !== handedOverBy;
  if (isAnother && !signal.aborted) return await cycle(replica, lock, signal);
  await remakeOffered(replica);
  if (told !== null) await forgetSent(replica.db, told);
  // All that came was kept, and the reserve is there: the device has room again, whoever had found it full.
  if (storageCondition.present.full && (await keepReserve())) storageCondition.note({ full: false });
  await updateSync(replica.db, (sync) => ({
    ...timerAfter(sync, replica.now()),
    failures: 0,
    tokenFailed: false,
    offlineSince: null,
    needsSignIn: false,
    tooOld: false,
    notice: null,
  }));
  return true;
}

/** An error that need not end a round, unless the server asks for that. @throws it, where it does */
function unlessAsked(error: unknown): unknown {
  if (retryAfterOf(error) !== null) throw error;
  return error;
}
