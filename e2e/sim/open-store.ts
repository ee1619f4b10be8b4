import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../sync-server/db/connect.ts';
import { startEmbedded } from '../../sync-server/db/embedded/start.ts';
import { migrate } from '../../sync-server/db/migrate.ts';
import { MemoryStore } from './pglite.ts';
import { PostgresStore } from './postgres.ts';
import type { Store } from './store.ts';

/** A migrated, empty database for worlds to live in, one after the other. */
export async function openStore(name: Store['name']): Promise<Store> {
  return name === 'memory' ? await MemoryStore.create() : await openPostgres();
}

async function openPostgres(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'waypost-sim-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another account, which must get in
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const embedded = await startEmbedded(folder, { settings });
  const on = (url: string): string => Object.assign(new URL(url), { pathname: '/sim' }).href;
  const sql = connect(embedded.superUrl, { max: 1 });
  await sql.unsafe('create database sim owner waypost_owner');
  await sql.end();
  await migrate(on(embedded.ownerUrl), on(embedded.appUrl));
  const store = new PostgresStore({ appUrl: on(embedded.appUrl), superUrl: on(embedded.superUrl) });
  const { stop } = store;
  store.stop = async () => {
    await stop.call(store);
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return store;
}
