import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../sync-server/db/connect.ts';
import { startEmbedded } from '../../sync-server/db/embedded/start.ts';
import { migrate } from '../../sync-server/db/migrate.ts';
import { onDatabase, TEMPLATE } from '../../sync-server/db/testing/database.ts';

/** One PostgreSQL for the whole run, with a migrated template that `testDatabase()` copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'waypost-test-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another account, which must get in
  // The data is thrown away: what a power cut would do to it does not matter.
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  };
  const embedded = await startEmbedded(folder, { settings });
  const sql = connect(embedded.superUrl, { max: 1 });
  await sql.unsafe(`create database ${TEMPLATE} owner waypost_owner`);
  await sql.end();
  const ownerUrl = onDatabase(embedded.ownerUrl, TEMPLATE);
  const appUrl = onDatabase(embedded.appUrl, TEMPLATE);
  await migrate(ownerUrl, appUrl);
  project.provide('cluster', { superUrl: embedded.superUrl, ownerUrl, appUrl });
  return async () => {
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
