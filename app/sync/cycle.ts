import { updateSync } from '../store/meta.ts';
import { ensureScopes, fill } from './fill.ts';
import { leaseNumbers } from './numbers.ts';
import { pull } from './pull.ts';
import { flush } from './push.ts';
import { ensureRegistered, type Replica } from './replica.ts';

/** Runs `work` while holding the lock under which this account's outbox is sent. */
export type PushLock = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * One round with the server: who am I · hand over the outbox · fetch what is missing · refill the lease · catch up.
 * Fills come before the outbox only where the screen is still empty. @throws ServerError, NetworkError
 */
export async function cycle(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<void> {
  await ensureRegistered(replica);
  await ensureScopes(replica);
  await lock(() => flush(replica, signal));
  await fill(replica, signal);
  // Before the pull that lets the screen say "synced": from then on the device must be able to number a ticket.
  await leaseNumbers(replica, signal);
  await pull(replica, signal);
  await updateSync(replica.db, () => ({
    failures: 0,
    nextTryAt: null,
    offlineSince: null,
    needsSignIn: false,
  }));
}
