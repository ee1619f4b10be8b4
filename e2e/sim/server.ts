import type { Hono } from 'hono';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { createApp } from '../../sync-server/app.ts';
import { Arrivals } from '../../sync-server/files/arrivals.ts';
import { readEnv } from '../../sync-server/env.ts';
import { createLog, veilWith } from '../../sync-server/log.ts';
import type { AppEnv } from '../../sync-server/http/context.ts';
import type { Parts } from '../../sync-server/parts.ts';
import type { Owner, Scheduler } from './scheduler.ts';
import type { Store } from './store.ts';

const SECRET = 'x'.repeat(40);

/** One life of the server process: the real application over its own pool of connections. */
export class Server {
  readonly owner: Owner;
  readonly parts: Parts;
  #app: Hono<AppEnv> | undefined;
  #scheduler: Scheduler;

  constructor(scheduler: Scheduler, store: Store, life: number, onError: (error: unknown) => void) {
    this.#scheduler = scheduler;
    this.owner = `server ${life}`;
    const sql: Sql = connect(store.appUrl, { max: 3, socket: () => store.socket() });
    const log = createLog('silent');
    // What the server would log as an error is looked at: some are to be expected, none is invisible.
    log.error = (fields: { err?: unknown }) => onError(fields.err);
    const env = readEnv({ DATABASE_URL: 'postgres://sim.invalid/sim', WAYPOST_SECRET: SECRET, DEMO: 'off' });
    this.parts = {
      sql,
      env,
      arrivals: new Arrivals(env.filesDir),
      secret: SECRET,
      log,
      veil: veilWith(SECRET),
      now: () => Date.now(),
      migrations: 'ok',
      dist: '',
      counters: { checks: 0, differences: 0 },
      closing: [],
    };
    scheduler.soon(() => (this.#app = createApp(this.parts)), this.owner);
  }

  /** Hands a request to the application, as a socket would; call it as the server. */
  answer(request: Request): Response | Promise<Response> {
    if (!this.#app) throw new Error('the server is not up yet');
    return this.#app.fetch(request, {});
  }

  get isDown(): boolean {
    return !this.#app || this.#scheduler.isDead(this.owner);
  }
}
