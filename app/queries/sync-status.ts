import { currentAccount, kickSync } from '../session/session.ts';
import { openDatabase, type DeviceDatabase, type OutboxEntry } from '../store/database.ts';
import {
  readClock,
  readSync,
  readWatchdog,
  updateSync,
  type SyncMeta,
  type WatchdogMeta,
} from '../store/meta.ts';
import { isAwaitedReading } from '../store/entry.ts';
import { fileOf } from '../store/files.ts';
import { shownArgs } from '../store/own-part.ts';
import { isFilling } from '../store/repaint.ts';
import { isPaused } from '../sync/timer.ts';
import { useLiveQuery } from './use-live-query.ts';
import { sharedLiveValue } from './shared-live-value.ts';
import type { StepName, Stuck, SyncState, SyncStatus, WaitingChange } from './types.ts';

const unknown: SyncStatus = {
  // Until the device has been asked: nothing may be said of it.
  state: 'filling',
  waiting: 0,
  refused: 0,
  files: 0,
  filesStuck: 0,
  oldestAt: null,
  oldestFileAt: null,
  lastSyncAt: null,
  offlineSince: null,
  skewMs: 0,
  notice: null,
  nextTryAt: null,
  paused: false,
  stuck: null,
};

/** How this device stands with the server, live. */
export function useSyncStatus(): SyncStatus {
  return useStatus() ?? unknown;
}
const useStatus = sharedLiveValue(readStatus);

export async function readStatus(db: DeviceDatabase): Promise<SyncStatus> {
  // Asked at every write: one transaction is one message to the browser's storage and back, and one moment.
  const found = await db.transaction('r', [db.meta, db.outbox, db.files], () => {
    const inState = (state: OutboxEntry['state']) => db.outbox.where('state').equals(state);
    return Promise.all([
      readSync(db),
      readClock(db),
      inState('queued').count(),
      inState('refused').toArray(),
      inState('queued').first(),
      readWatchdog(db),
      db.files.where('state').equals('queued').sortBy('at'),
    ]);
  });
  const [sync, clock, waiting, answeredNo, oldest, watchdog, unsent] = found;
  const refused = answeredNo.filter((entry) => !isAwaitedReading(entry)).length;
  const filesStuck = unsent.filter(({ problem }) => problem !== null).length;
  // What a refused change would have put somewhere goes nowhere until its person has decided.
  const held = new Set(answeredNo.flatMap((entry) => fileOf(entry) ?? []));
  const files = unsent.filter(({ id, problem }) => problem === null && !held.has(id));
  const onServer = (at: number | null): number | null => (at === null ? null : at + clock.skewMs);
  return {
    state: stateOf(sync, waiting, files.length),
    waiting,
    refused,
    files: files.length,
    filesStuck,
    oldestAt: onServer(oldest?.at ?? null),
    oldestFileAt: onServer(files[0]?.at ?? null),
    lastSyncAt: onServer(sync.lastSyncAt),
    offlineSince: onServer(sync.offlineSince),
    skewMs: clock.skewMs,
    notice: sync.announcement ?? sync.notice,
    nextTryAt: onServer(sync.nextTryAt),
    paused: isPaused(sync, Date.now()),
    stuck: watchdog ? stuckOf(watchdog) : null,
  };
}

function stuckOf({ at, stuckMs, did, freedAt, diagnosis }: WatchdogMeta): Stuck {
  return { at, forMs: stuckMs, did, freedAt, diagnosis };
}

function stateOf(sync: SyncMeta, waiting: number, files: number): SyncState {
  if (sync.needsSignIn) return 'waiting-for-sign-in';
  if (sync.offlineSince !== null) return 'offline';
  if (sync.tooOld) return 'too-old';
  if (sync.failures > 2) return 'trouble';
  if (isFilling(sync) || sync.lastSyncAt === null) return 'filling';
  if (waiting === 0) return files > 0 ? 'sending' : 'synced';
  return sync.nextTryAt === null ? 'sending' : 'queued';
}

/** Own changes that the server has not answered, oldest first. */
export function useWaitingChanges(): WaitingChange[] | undefined {
  const { key } = currentAccount();
  return useLiveQuery(() => readWaiting(openDatabase(key)), [key]);
}

async function readWaiting(db: DeviceDatabase): Promise<WaitingChange[]> {
  const [entries, { skewMs }] = await Promise.all([db.outbox.orderBy('seq').toArray(), readClock(db)]);
  const shown = entries.filter((entry) => entry.state === 'queued');
  const tickets = await db.tickets.bulkGet(shown.map((entry) => entry.tickets[0] ?? ''));
  return shown.map((entry, i): WaitingChange => {
    const ticket = tickets[i]?.ticket;
    return {
      seq: entry.seq,
      uid: entry.uid,
      step: stepOf(entry),
      name: entry.name,
      args: shownArgs(entry, ticket !== undefined).args,
      ticketId: entry.tickets[0] ?? null,
      ticketTitle: ticket?.title ?? null,
      ticketNumber: ticket?.number ?? null,
      at: entry.at + skewMs,
      state: entry.state,
    };
  });
}

/** The step that an entry of the outbox is a part of. */
export function stepOf({ batch }: OutboxEntry): StepName | null {
  return batch ? { id: batch.id, size: batch.size, undoes: batch.undoes === true } : null;
}

/** Asks for a round with the server now. */
export function syncNow(): void {
  kickSync();
}

/** Puts away what the watchdog found: the person has read it. */
export async function dismissStuck(): Promise<void> {
  await openDatabase(currentAccount().key).meta.delete('watchdog');
}

/** Puts away what was shown: the person has read it. What stood behind it is shown next. */
export async function dismissNotice(): Promise<void> {
  await updateSync(openDatabase(currentAccount().key), ({ announcement }) =>
    announcement === null ? { notice: null } : { announcement: null },
  );
}
