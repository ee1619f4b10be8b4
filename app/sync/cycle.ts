import { readSync, updateSync } from '../store/meta.ts';
import { storageCondition } from '../store/condition.ts';
import { isFilling } from '../store/repaint.ts';
import { keepReserve } from '../store/room.ts';
import { ensureScopes, fill } from './fill.ts';
import { leaseNumbers } from './numbers.ts';
import { remakeOffered } from './offered-again.ts';
import { pull } from './pull.ts';
import { flush } from './push.ts';
import { ensureRegistered, type Replica } from './replica.ts';
import { forgetSent } from './restored.ts';

/** Runs `work` while holding the lock under which this account's outbox is sent. */
export type PushLock = <T>(work: () => Promise<T>) => Promise<T>;

/** A pull may grant scopes that must be filled, whose delta must be pulled …; more turns than this is a fault. */
const TURNS_MAX = 5;

/**
 * One round with the server: who am I · hand over the outbox · fetch what is missing · refill the lease · catch up.
 * A push that fails keeps nothing from arriving; its error is told at the end. @throws ServerError, NetworkError
 */
export async function cycle(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<void> {
  await ensureRegistered(replica);
  await ensureScopes(replica);
  const failed = await lock(() => flush(replica, signal)).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  // Before the pull that lets the screen say "synced": from then on the device must be able to number a ticket.
  let leased = false;
  for (let turn = 0; turn < TURNS_MAX && !signal.aborted; turn += 1) {
    await fill(replica, signal);
    // Without a lease tickets are numbered later; that must not keep anything from arriving.
    if (!leased) leased = await leaseNumbers(replica, signal).catch(() => false);
    await pull(replica, signal);
    if (!isFilling(await readSync(replica.db))) break;
  }
  if (failed) throw failed.error;
  await remakeOffered(replica);
  await forgetSent(replica);
  if (storageCondition.present.full) await keepReserve();
  await updateSync(replica.db, () => ({
    failures: 0,
    tokenFailed: false,
    nextTryAt: null,
    pausedMs: null,
    offlineSince: null,
    needsSignIn: false,
    tooOld: false,
    notice: null,
  }));
}
