import { updateSync } from '../store/meta.ts';
import { ensureScopes, fill } from './fill.ts';
import { leaseNumbers } from './numbers.ts';
import { pull } from './pull.ts';
import { flush } from './push.ts';
import { ensureRegistered, type Replica } from './replica.ts';

/** Runs `work` while holding the lock under which this account's outbox is sent. */
export type PushLock = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * One round with the server: who am I · hand over the outbox · fetch what is missing · catch up · refill the lease.
 * Fills come before the outbox only where the screen is still empty. @throws ServerError, NetworkError
 */
export async function cycle(replica: Replica, lock: PushLock, signal: AbortSignal): Promise<void> {
  await ensureRegistered(replica);
  await ensureScopes(replica);
  await lock(() => flush(replica, signal));
  await fill(replica, signal);
  await pull(replica, signal);
  await leaseNumbers(replica, signal);
  await updateSync(replica.db, () => ({
    failures: 0,
    nextTryAt: null,
    offlineSince: null,
    needsSignIn: false,
  }));
}
