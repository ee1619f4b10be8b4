import PgBoss from 'pg-boss';
import { connect } from './connect.ts';

/** The schema of the jobs: pg-boss's own tables, beside ours. */
export const JOB_SCHEMA = 'jobs';

/** Every job there is: how often it comes due, as cron has it, and how long one run may take before it counts as lost. */
export const queues = {
  'keep-promises': { cron: '* * * * *', expireInSeconds: 300 },
} as const satisfies Record<string, { cron: string; expireInSeconds: number }>;
export type QueueName = keyof typeof queues;

/** Any constant of our own. */
const QUEUES_LOCK = 928_374_653;

/** What pg-boss uses to hand its schedules out; it makes it by itself only where it owns the schema. */
const SEND_IT = '__pgboss__send-it';

/**
 * Makes or updates the tables of the jobs, as their owner: a server may only use them. Safe to run at every start and by
 * several servers at once.
 */
export async function installQueues(ownerUrl: string): Promise<void> {
  const sql = connect(ownerUrl, { max: 1 });
  try {
    // Whoever comes second finds all of it there: making the same table twice at once may lock both out.
    await sql`select pg_advisory_lock(${QUEUES_LOCK})`;
    await install(ownerUrl);
  } finally {
    await sql.end();
  }
}

async function install(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: JOB_SCHEMA,
    max: 1,
    supervise: false,
    schedule: false,
  });
  let failed: unknown;
  boss.on('error', (error) => (failed = error));
  try {
    await boss.start();
    await boss.createQueue(SEND_IT);
    for (const [name, { cron, expireInSeconds }] of Object.entries(queues)) {
      // One at a time, whichever server takes it; a run that fails comes again with the next minute.
      await boss.createQueue(name, { name, policy: 'singleton', retryLimit: 0, expireInSeconds });
      await boss.schedule(name, cron);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  if (failed !== undefined) throw failed as Error;
}
