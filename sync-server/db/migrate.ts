import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { connect } from './connect.ts';
import { installQueues } from './queues.ts';

const MIGRATIONS = join(import.meta.dirname, 'migrations');
const GRANTS = ['grants.sql', 'grants-of-jobs.sql'].map((name) => join(import.meta.dirname, name));

/** Any constant: two servers that start at once give out the same rights one after the other. */
const GRANTS_LOCK = 928_374_651;

/**
 * Brings the database up to the last migration, then gives the app's role exactly what `grants.sql` and `grants-of-jobs.sql` say. Safe to
 * run at every start and by several servers at once: they wait for each other.
 *
 * @param ownerUrl the role that owns the schema
 * @param appUrl the server's own role; only its name is used
 * @returns the names of the migrations that ran now
 */
export async function migrate(ownerUrl: string, appUrl: string): Promise<string[]> {
  const ran = await runner({
    databaseUrl: ownerUrl,
    dir: MIGRATIONS,
    // The library ignores dot files by itself, but only while no pattern is given.
    ignorePattern: '(\\..*|.*\\.md)',
    migrationsTable: 'migrations',
    direction: 'up',
    checkOrder: true,
    singleTransaction: true,
    advisoryLockMode: 'wait',
    log: () => {},
  });
  await installQueues(ownerUrl);
  await grant(ownerUrl, decodeURIComponent(new URL(appUrl).username));
  return ran.map(({ name }) => name);
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
