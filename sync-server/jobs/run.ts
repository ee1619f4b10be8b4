import PgBoss from 'pg-boss';
import { JOB_SCHEMA, type QueueName } from '../db/queues.ts';
import { listTenants } from '../db/upkeep.ts';
import type { Parts } from '../parts.ts';
import { keepPromises } from './keep-promises.ts';

/** How long it may take until a job that is due is begun. */
const POLL_SECONDS = 5;

/**
 * Takes its turn at the jobs that are due (db/queues.ts), among all servers of the database. When the server closes, the
 * batch under way is finished and the rest left to others. Answers what waits for that and lets go of the database.
 */
export async function runJobs(
  parts: Pick<Parts, 'sql' | 'now' | 'log' | 'veil' | 'closing'>,
  appUrl: string,
): Promise<() => Promise<void>> {
  const { log } = parts;
  const boss = new PgBoss({
    connectionString: appUrl,
    application_name: 'waypost jobs',
    schema: JOB_SCHEMA,
    max: 2,
    migrate: false,
    // Nobody looks at what is done; the database need not carry it.
    archiveCompletedAfterSeconds: 3600,
    deleteAfterDays: 1,
  });
  // It goes on by itself; a database that is away is told of by whoever needs it.
  boss.on('error', (error) => log.warn({ err: error }, 'jobs: the database did not answer'));
  await boss.start();
  const stopped = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const work: Record<QueueName, () => Promise<void>> = {
    'keep-promises': () => keepAllPromises(parts, stopped.signal),
  };
  for (const [name, run] of Object.entries(work))
    await boss.work(name, { pollingIntervalSeconds: POLL_SECONDS }, () => (running = run()));
  parts.closing.push(() => stopped.abort());
  return async () => {
    stopped.abort();
    await running.catch(() => {});
    await boss.stop({ graceful: false });
  };
}

/** Every tenant's turn. One that fails keeps no other from its own. */
async function keepAllPromises(
  { sql, now, log, veil }: Pick<Parts, 'sql' | 'now' | 'log' | 'veil'>,
  signal: AbortSignal,
): Promise<void> {
  for (const tenantId of await listTenants(sql)) {
    if (signal.aborted) return;
    try {
      const kept = await keepPromises(sql, tenantId, now(), { signal });
      if (kept.told) log.info({ tenant: veil(tenantId), ...kept }, 'promises');
    } catch (error) {
      if (signal.aborted) return;
      log.error({ tenant: veil(tenantId), err: error }, 'looking at promises failed');
    }
  }
}
