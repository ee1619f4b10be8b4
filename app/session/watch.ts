import { storageCondition } from '../store/condition.ts';
import { reopen } from '../store/connection.ts';
import { noteError } from '../store/error-log.ts';
import { readWatchdog, type WatchdogMeta } from '../store/meta.ts';
import type { Replica } from '../sync/replica.ts';
import { Watchdog, type Watch } from '../sync/watchdog.ts';
import { within } from '../sync/within.ts';
import type { AccountRecord } from './accounts.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Engine } from './engine.ts';
import { replicaOf } from './replica-of.ts';

const LOOK_MS = 15_000;
/** What is wrong may be just what a diagnosis asks: no remedy waits longer for it. */
const DIAGNOSIS_MS = 5_000;

/**
 * Watches over an account's outbox in this tab, whether or not it leads (SPEC D7). First whichever tab leads begins
 * anew, letting go of the lead; when that was in vain this tab takes the lead itself. Answers a function that ends it.
 * `answerMs`: how long it may take to find out and to note how the device stands.
 */
export function startWatch(account: AccountRecord, engine: Engine, answerMs = DIAGNOSIS_MS): () => void {
  const replica = replicaOf(account);
  const watchdog = new Watchdog(replica, {
    async stuck(watch) {
      const did = watch.tries === 1 || engine.leads() ? 'restarted' : 'took-the-lead';
      const diagnosis = (await within(answerMs, diagnose(account, engine.leads()))) ?? null;
      await within(answerMs, record(replica, watch, did, JSON.stringify(diagnosis, null, 2)));
      if (did === 'restarted') engine.restart();
      else engine.takeLead();
    },
    async silent() {
      storageCondition.note({ silent: true });
      engine.restart();
      // Opening may hang as well: nobody waits for it, the next look finds out.
      void reopen(replica.db).catch(() => undefined);
    },
    async movingAgain() {
      await within(answerMs, noteFreed(replica));
    },
  });
  let lookedAt = performance.now();
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    // Long before it is needed: what is stuck then may be what would fetch it.
    void fetchDiagnosis().catch(() => undefined);
    const now = performance.now();
    const elapsedMs = now - lookedAt;
    lookedAt = now;
    void watchdog
      .look(elapsedMs)
      .catch(() => undefined)
      .then(() => {
        looking = false;
        if (watchdog.hears) storageCondition.note({ silent: false });
      });
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** Hardly ever asked for: the first screen does without. Fetched once, however often it is called. */
const fetchDiagnosis = () => import('./diagnosis.ts');

async function diagnose(account: AccountRecord, leads: boolean): Promise<Diagnosis> {
  const { readDiagnosis } = await fetchDiagnosis();
  return await readDiagnosis(account, leads);
}

async function record(
  replica: Replica,
  watch: Watch,
  did: WatchdogMeta['did'],
  diagnosis: string,
): Promise<void> {
  const at = replica.now();
  await replica.db.meta.put({ key: 'watchdog', at, stuckMs: watch.stuckMs, did, diagnosis, freedAt: null });
  await noteError(replica.db, 'watchdog', { name: 'Stuck', code: did }, at);
}

async function noteFreed(replica: Replica): Promise<void> {
  const { db } = replica;
  await db.transaction('rw', db.meta, async () => {
    const known = await readWatchdog(db);
    if (known && known.freedAt === null) await db.meta.put({ ...known, freedAt: replica.now() });
  });
}
