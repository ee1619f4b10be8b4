import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { findPostmaster, isAlive, signalTo } from '../../sync-server/db/embedded/postmaster.ts';
import { type Embedded, openEmbedded, startEmbedded } from '../../sync-server/db/embedded/start.ts';
import { readState } from '../../sync-server/db/embedded/state.ts';

/** The embedded PostgreSQL of a run, as durable as in production, that a fault may shoot and start again. */
export class Postgres {
  readonly folder: string;
  #running: Embedded | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  get running(): Embedded {
    if (!this.#running) throw new Error('PostgreSQL is stopped');
    return this.#running;
  }

  async start(): Promise<void> {
    this.#running = await startEmbedded(this.folder);
  }

  /** Finds the one that a server has started for itself; it is not this one's to stop. */
  async find(): Promise<void> {
    this.#running = await openEmbedded(this.folder);
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  /** SIGKILL to the postmaster and to everything it started: as if the machine had gone. */
  async kill(): Promise<void> {
    await this.shoot();
    await this.stop();
  }

  /** The same, and nobody notes it; `alone`: to the postmaster only, what it started ends by itself. */
  async shoot({ alone = false } = {}): Promise<void> {
    const found = await findPostmaster(await this.dataDirectory());
    if (!found) throw new Error('there is no PostgreSQL to kill');
    const all = [found.pid, ...(alone ? [] : await childrenOf(found.pid))];
    for (const pid of all) signalTo(pid, 'SIGKILL');
    while (all.some(isAlive)) await delay(5);
  }

  async dataDirectory(): Promise<string> {
    const state = await readState(this.folder);
    if (!state) throw new Error('there is no database yet');
    return state.dataDirectory;
  }

  /** Looks at the desk's database past every wall, on a connection of its own. */
  async look<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const url = new URL(this.running.superUrl);
    url.pathname = '/waypost';
    const sql = connect(url.href, { max: 1, name: 'faults' });
    try {
      return await work(sql);
    } finally {
      await sql.end();
    }
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The name in brackets may hold anything; the parent is the second field after it.
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) found.push(Number(name));
  }
  return found;
}
