import { bounds } from '../../shared/protocol/version.ts';
import { overConnection } from '../store/connection.ts';
import { openDatabase } from '../store/database.ts';
import type { Replica } from '../sync/replica.ts';
import { accountsDatabase, type AccountRecord } from './accounts.ts';
import { aboutDevice } from './about-device.ts';
import { underLock, type Terms } from './locks.ts';
import { accessToken, dropToken, transport } from './tokens.ts';

/** The replica of an account in this tab or worker. `terms` say from whom the lock for renewing the session may be taken. */
export function replicaOf(
  account: Pick<AccountRecord, 'key' | 'tenant' | 'person'>,
  terms: Pick<Terms, 'takeFrom'> = {},
): Replica {
  return {
    db: openDatabase(account.key),
    accountKey: account.key,
    tenantId: account.tenant.id,
    actor: { id: account.person.id, role: account.person.role },
    transport,
    // A refresh done twice is one: its attempt is on disk before it is sent.
    token: () => overConnection(accountsDatabase, () => accessToken(account.key, terms)),
    forgetToken: () => dropToken(account.key),
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    random: () => Math.random(),
    pace: { batch: bounds.pushMutations },
    about: aboutDevice(openDatabase(account.key)),
  };
}

/** Files may take long; a worker that waits for a page to send them is ended before. */
const FILES_MS = 10 * 60_000;

const laneLock =
  (lane: string) =>
  (accountKey: string, terms: Terms = {}) =>
  async <T>(work: () => Promise<T>): Promise<T> =>
    await underLock(`waypost:${lane}:${accountKey}`, work, { patienceMs: FILES_MS, ...terms });

/** The lock under which page and service worker send an account's files. */
export const fileLock = laneLock('files');

/** The lock under which a page fetches the files that an account keeps here. */
export const fetchLock = laneLock('fetch');

/** The lock under which page and service worker send an account's outbox. */
export function pushLock(accountKey: string, terms: Terms = {}): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => await underLock(`waypost:push:${accountKey}`, work, terms);
}
