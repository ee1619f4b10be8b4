import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runner } from 'node-pg-migrate';
import { connect } from './connect.ts';
import { installQueues } from './queues.ts';
import { sqlState } from './retry.ts';

const MIGRATIONS = join(import.meta.dirname, 'migrations');
const GRANTS = ['grants.sql', 'grants-of-jobs.sql'].map((name) => join(import.meta.dirname, name));

/** Any constant: two servers that start at once give out the same rights one after the other. */
const GRANTS_LOCK = 928_374_651;

/** So often what a server at work stood in the way of is tried, and so long is waited before the second time; then twice that … */
const TRIES = 5;
const FIRST_WAIT_MS = 1_000;

/** That something was in the way: PostgreSQL's code for it, and how long is waited now. */
export interface MigrationWait {
  code: string;
  tries: number;
  waitMs: number;
}

export interface MigrateOptions {
  /** Is told before each wait. */
  onWait?: (wait: MigrationWait) => void;
  /** Of the migrations, and of the first wait; a test has its own. */
  dir?: string;
  firstWaitMs?: number;
}

/**
 * Brings the database up to the last migration, then gives the app's role exactly what `grants.sql` and `grants-of-jobs.sql` say. Safe to
 * run at every start and by several servers at once: they wait for each other. Other servers may be at work meanwhile, and
 * lock in their own order: what meets a deadlock, or waits longer than the owner's `lock_timeout`, is rolled back whole and
 * tried again. What fails for another reason fails at once.
 *
 * @param ownerUrl the role that owns the schema
 * @param appUrl the server's own role; only its name is used
 * @returns the names of the migrations that ran now
 */
export async function migrate(
  ownerUrl: string,
  appUrl: string,
  { onWait = () => {}, dir = MIGRATIONS, firstWaitMs = FIRST_WAIT_MS }: MigrateOptions = {},
): Promise<string[]> {
  const patiently = <T>(work: () => Promise<T>) => untilNobodyIsInTheWay(work, { onWait, firstWaitMs });
  const ran = await patiently(() => runMigrations(ownerUrl, dir));
  await patiently(() => installQueues(ownerUrl));
  await patiently(() => grant(ownerUrl, decodeURIComponent(new URL(appUrl).username)));
  return ran;
}

async function runMigrations(databaseUrl: string, dir: string): Promise<string[]> {
  const ran = await runner({
    databaseUrl,
    dir,
    // The library ignores dot files by itself, but only while no pattern is given.
    ignorePattern: '(\\..*|.*\\.md)',
    migrationsTable: 'migrations',
    direction: 'up',
    checkOrder: true,
    singleTransaction: true,
    advisoryLockMode: 'wait',
    log: () => {},
  });
  return ran.map(({ name }) => name);
}

/** Deadlock, and a lock that was not to be had in time. */
const inTheWay = ['40P01', '55P03'];

async function untilNobodyIsInTheWay<T>(
  work: () => Promise<T>,
  { onWait, firstWaitMs }: Required<Pick<MigrateOptions, 'onWait' | 'firstWaitMs'>>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const code = sqlState(error) ?? '';
      if (!inTheWay.includes(code) || tries === TRIES) throw error;
      const waitMs = firstWaitMs * 2 ** (tries - 1);
      onWait({ code, tries, waitMs });
      await delay(waitMs);
    }
  }
}

async function grant(ownerUrl: string, appRole: string): Promise<void> {
  const texts = await Promise.all(GRANTS.map((path) => readFile(path, 'utf8')));
  const quoted = `"${appRole.replaceAll('"', '""')}"`;
  const sql = connect(ownerUrl, { max: 1 });
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${GRANTS_LOCK})`;
      for (const text of texts) await tx.unsafe(text.replaceAll(':app', quoted)).simple();
    });
  } finally {
    await sql.end();
  }
}
