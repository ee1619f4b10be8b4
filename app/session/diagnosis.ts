import type { Conflict } from '../../shared/model/conflict.ts';
import { APP_VERSION, PROTOCOL } from '../../shared/protocol/version.ts';
import { openDatabase, type DeviceDatabase, type FileRecord, type OutboxEntry } from '../store/database.ts';
import { storageCondition } from '../store/condition.ts';
import { readConflicts } from '../store/conflicts.ts';
import { readErrors, type ErrorRecord } from '../store/error-log.ts';
import { unsentFiles } from '../store/files.ts';
import { readCheck, readClock, readReplica, readSync, readWatchdog, type SyncMeta } from '../store/meta.ts';
import { within } from '../sync/within.ts';
import type { AccountRecord } from './accounts.ts';
import { leadLock, streamLock } from './lead-locks.ts';

/** So long may each part of it take: less than a browser remembers that a button was pressed, by which a page may copy. */
const ANSWER_MS = 4_000;

/** Everything a support person needs of a device, and nothing that anybody wrote, is called, or could sign in with. */
export type Diagnosis = Awaited<ReturnType<typeof readDiagnosis>>;

/**
 * How this device stands (SPEC D9). Names, codes, counts and times only. `leads`: whether this tab does the work. The
 * storage may be the very thing that is broken: what does not answer is named, and null or absent.
 */
export async function readDiagnosis(
  account: Pick<AccountRecord, 'key'>,
  leads: boolean,
  answerMs: number = ANSWER_MS,
) {
  const db = openDatabase(account.key);
  const unanswered: string[] = [];
  const ask = async <T>(part: string, answer: Promise<T>): Promise<T | undefined> => {
    // In an object: of some parts nothing is an answer too.
    const known = await within(
      answerMs,
      answer.then((value) => ({ value })),
    );
    if (!known) unanswered.push(part);
    return known?.value;
  };
  const [sync, clock, me, watchdog, check, errors, outbox, files, conflicts, records, space, tabs] =
    await Promise.all([
      ask('sync', readSync(db)),
      ask('clock', readClock(db)),
      ask('replica', readReplica(db)),
      ask('watchdog', readWatchdog(db)),
      ask('check', readCheck(db)),
      ask('errors', readErrors(db)),
      ask('outbox', db.outbox.toArray()),
      ask('files', unsentFiles(db)),
      ask('conflicts', readConflicts(db)),
      ask('records', countRecords(db)),
      ask('space', readSpace()),
      ask('tabs', readTabs(account.key)),
    ]);
  const now = Date.now();
  return {
    at: timeText(now),
    app: { version: APP_VERSION, protocol: PROTOCOL, browser: navigator.userAgent, worker: workerState() },
    unanswered: unanswered.sort(),
    replica: me ? { id: me.id, ord: me.ord, counter: me.counter, answered: me.answered } : null,
    server: { incarnation: sync?.incarnation ?? null },
    checked: check?.at ? { at: timeText(check.at), found: check.found } : null,
    state: {
      online: navigator.onLine,
      ...(sync && {
        lastSync: timeText(sync.lastSyncAt),
        offlineSince: timeText(sync.offlineSince),
        needsSignIn: sync.needsSignIn,
        failuresInARow: sync.failures,
        nextTry: timeText(sync.nextTryAt),
        serverAskedForMs: sync.pausedMs ?? null,
        tooOld: sync.tooOld ?? false,
        paging: sync.paging,
        wanted: sync.want.length,
      }),
    },
    scopes: sync ? scopeStates(sync) : null,
    outbox: outbox ? countOutbox(outbox, now) : null,
    refusals: outbox ? countBy(outbox.filter((entry) => entry.state === 'refused').map(refusalName)) : null,
    files: files ? countFiles(files, now) : null,
    conflicts: conflicts ? countConflicts(conflicts) : null,
    errors: errors ? errors.map(troubleOf) : null,
    clock: clock ? { aheadMs: -clock.skewMs } : null,
    watchdog: watchdog
      ? {
          at: timeText(watchdog.at),
          stuckMs: watchdog.stuckMs,
          did: watchdog.did,
          freedAt: timeText(watchdog.freedAt),
        }
      : null,
    storage: { ...(space ?? unknownSpace), ...storageCondition.present, records: records ?? null },
    tabs: { ...tabs, thisTabLeads: leads },
  };
}

const timeText = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function scopeStates({ scopes }: SyncMeta) {
  return Object.entries(scopes).map(([key, state]) => ({
    // Without the person that a requester's scope names.
    scope: key.split(':')[0],
    ord: state.scope,
    generation: state.generation,
    epoch: state.epoch ?? 0,
    filling: state.fill !== null,
    replicasSeen: state.vector.length / 2,
    digest: state.digest,
  }));
}

const troubleOf = ({ at, source, name, code, status, times }: ErrorRecord) => ({
  at: timeText(at),
  source,
  name,
  code,
  status,
  times,
});

function countOutbox(entries: OutboxEntry[], now: number) {
  const states = ['queued', 'answered', 'refused'] as const;
  return Object.fromEntries(
    states.map((state) => {
      const some = entries.filter((entry) => entry.state === state);
      return [state, { count: some.length, oldestMs: oldestMs(some, now) }];
    }),
  );
}

/** Of the files that went with something and are not at the office: how far they are, and the codes of what holds up some. */
function countFiles(unsent: FileRecord[], now: number) {
  const files = unsent.filter(({ state }) => state === 'queued');
  const stuck = files.flatMap(({ problem }) => problem ?? []);
  const sending = files.filter(({ problem, sent }) => problem === null && sent > 0).length;
  return {
    waiting: files.length - sending - stuck.length,
    sending,
    stuck: stuck.length,
    problems: countBy(stuck),
    leftBytes: files.reduce((sum, { bytes, sent }) => sum + bytes - sent, 0),
    oldestMs: oldestMs(files, now),
  };
}

/** How long ago the oldest of these was made; null of none. */
function oldestMs(some: readonly { at: number }[], now: number): number | null {
  return some.length ? now - Math.min(...some.map(({ at }) => at)) : null;
}

/** Of what this person lost to others: what asks them, what a rule of the tenant decided, what they have settled. */
function countConflicts(conflicts: Conflict[]): Record<'open' | 'ruled' | 'settled', number> {
  const unsettled = conflicts.filter(({ resolvedAt }) => resolvedAt === null);
  const open = unsettled.filter(({ ruled }) => !ruled).length;
  return { open, ruled: unsettled.length - open, settled: conflicts.length - unsettled.length };
}

function refusalName({ name, verdict }: OutboxEntry): string {
  return `${name}: ${verdict?.code ?? 'unknown'}`;
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function countRecords(db: DeviceDatabase): Promise<Record<string, number>> {
  const counts = await Promise.all(
    db.tables.map(async (table) => [table.name, await table.count()] as const),
  );
  return Object.fromEntries(counts);
}

const unknownSpace = { usedBytes: null, quotaBytes: null, persistent: null };

/** What the browser says of its storage; estimates of a browser that rounds them. */
export async function readSpace() {
  const { storage } = navigator as { storage?: StorageManager };
  const [estimate, persisted] = await Promise.all([
    storage?.estimate().catch(() => undefined),
    storage?.persisted().catch(() => undefined),
  ]);
  return {
    usedBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
    persistent: persisted ?? null,
  };
}

/** Who leads and whether there is a stream, as the browser's locks tell. */
async function readTabs(accountKey: string) {
  const { held = [], pending = [] } = await navigator.locks.query();
  const named = (locks: LockInfo[], name: string) => locks.filter((lock) => lock.name === name).length;
  return {
    someTabLeads: named(held, leadLock(accountKey)) > 0,
    tabsWaitingToLead: named(pending, leadLock(accountKey)),
    stream: named(held, streamLock(accountKey)) > 0 ? 'open' : 'none',
    pushing: held.some((lock) => lock.name === `waypost:push:${accountKey}`),
    waitingToPush: named(pending, `waypost:push:${accountKey}`),
  };
}

function workerState(): string {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  return serviceWorker?.controller?.state ?? 'none';
}
