import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { testDatabase } from '../../sync-server/db/testing/database.ts';
import { seedDemo } from '../../sync-server/demo/seed.ts';
import { readEnv } from '../../sync-server/env.ts';
import { createLog } from '../../sync-server/log.ts';
import { startServer, type RunningServer } from '../../sync-server/server.ts';

/** The built app on a real server with demo data, that a test may stop and start again at the same address. */
export interface Site {
  url: string;
  sql: Sql;
  /** The superuser's connection: sees every tenant. */
  all: Sql;
  appUrl: string;
  server(): RunningServer;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

/** `dist`: another folder of the built app than the product's own. */
export async function openSite(options: { dist?: string } = {}): Promise<Site> {
  const database = await testDatabase();
  const secret = randomUUID() + randomUUID();
  const filesDir = join(tmpdir(), `waypost-files-${randomUUID()}`);
  const start = (port: number): Promise<RunningServer> =>
    startServer({
      env: readEnv({
        PORT: String(port),
        DATABASE_URL: database.appUrl,
        WAYPOST_SECRET: secret,
        DEMO: 'on',
        FILES_DIR: filesDir,
      }),
      appUrl: database.appUrl,
      seed: seedDemo,
      ...options,
      log: createLog('silent'),
      // What it does by itself would come at any moment of a test; a test that wants it does it.
      jobs: false,
    });
  let server: RunningServer | undefined = await start(0);
  const { port, url } = server;
  const sql = connect(database.appUrl, { max: 2 });
  const all = connect(database.superUrl, { max: 2 });
  return {
    url,
    sql,
    all,
    appUrl: database.appUrl,
    server() {
      if (!server) throw new Error('the server is stopped');
      return server;
    },
    async stopServer() {
      await server?.stop();
      server = undefined;
    },
    async startServer() {
      server ??= await start(port);
    },
    async close() {
      await server?.stop();
      await Promise.all([sql.end(), all.end()]);
      await database.stop();
      await rm(filesDir, { recursive: true, force: true });
    },
  };
}

/** Waits until `probe` answers something true, and answers that. */
export async function until<T>(
  what: string,
  probe: () => Promise<T>,
  timeoutMs = 120_000,
): Promise<NonNullable<T>> {
  for (const end = Date.now() + timeoutMs; ;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
