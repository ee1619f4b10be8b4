import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener, type HttpBindings, RequestError } from '@hono/node-server';
import { createApp } from './app.ts';
import { CannotStart, codeOf } from './cannot-start.ts';
import { assertRole } from './db/assert-role.ts';
import { connect } from './db/connect.ts';
import { startEmbedded } from './db/embedded/start.ts';
import { readPosition } from './db/life.ts';
import { migrate, type MigrationWait } from './db/migrate.ts';
import { assertReachable } from './db/reach.ts';
import type { Env } from './env.ts';
import { CodedError, errorToHttp } from './errors.ts';
import { startUpkeep } from './jobs/daily.ts';
import { Arrivals } from './files/arrivals.ts';
import { S3Store } from './files/s3-store.ts';
import { runJobs } from './jobs/run.ts';
import { watchLife } from './life/watch.ts';
import { createLog, type Log, veilWith } from './log.ts';
import type { Parts } from './parts.ts';
import { loadSecret } from './secret.ts';

const POOL_CONNECTIONS = 16;
const DRAIN_MS_MAX = 5_000;

export type ServerOptions = {
  env: Env;
  /** A migrated database to use, whatever `env` says; tests and benches give it. */
  appUrl?: string;
  /** Runs before anybody may connect: the demo's data. */
  seed?: (parts: Parts) => Promise<void>;
  /** Runs before anybody may connect: the app's build. */
  prepare?: () => Promise<void>;
  /** The folder of the built app. */
  dist?: string;
  log?: Log;
  now?: () => number;
  /** Whether this server takes its turn at the jobs; a test that runs them by itself does without. */
  jobs?: boolean;
};

export type RunningServer = {
  url: string;
  port: number;
  parts: Parts;
  /** Stops accepting, ends streams, lets requests finish for 5 s, then closes the rest and the database. */
  stop: () => Promise<void>;
};

/**
 * Starts a whole server in this process. `env.port` 0 takes any free port.
 *
 * @throws {CannotStart} with one sentence; nothing is left running then
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { env } = options;
  const log = options.log ?? createLog(env.logLevel);
  const undo: (() => Promise<void>)[] = [];
  const undoAll = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    // The port comes first: a busy one is told at once, and nothing has to be started in vain.
    const door = await openDoor(env, log);
    undo.push(door.shut);
    const secret = env.secret ?? (await loadSecret(env.dataDir));
    if (env.s3) await new S3Store(env.s3).check();
    const database = await openDatabase(options, log);
    undo.push(database.stop);
    const sql = connect(database.appUrl, { max: POOL_CONNECTIONS, name: 'waypost server' });
    undo.push(() => sql.end({ timeout: 5 }));
    await assertRole(sql);
    // Before anybody is answered: devices must not be taken for those of an earlier life.
    undo.push(await watchLife({ sql, log, file: database.seenFile, position: database.position }));
    const parts: Parts = {
      sql,
      env,
      secret,
      log,
      veil: veilWith(secret),
      now: options.now ?? Date.now,
      migrations: database.migrations,
      arrivals: new Arrivals(env.filesDir),
      counters: { checks: 0, differences: 0 },
      dist: options.dist ?? join(import.meta.dirname, '..', 'dist'),
      closing: [],
    };
    if (env.demo) await options.seed?.(parts);
    await options.prepare?.();
    door.answerWith(createApp(parts).fetch);
    if (options.jobs ?? true) {
      startUpkeep(parts);
      undo.push(await runJobs(parts, database.appUrl));
    }
    const stop = async () => {
      // Who comes by a kept-alive connection meanwhile is told when to come back; what is under way goes on.
      const stopping = new CodedError('stopping', 503, 'Waypost is restarting.', { retryAfterSeconds: 3 });
      door.answerWith(() => errorToResponse(stopping, log));
      await drain(door.http, parts);
      await undoAll();
    };
    let stopped: Promise<void> | undefined;
    return { url: `http://localhost:${door.port}`, port: door.port, parts, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await undoAll();
    throw error;
  }
}

type Database = {
  appUrl: string;
  migrations: Parts['migrations'];
  /** What was last seen of it is written here; a database that was given by a test is another one each time. */
  seenFile: string | undefined;
  /** How far its log was before it was migrated. */
  position: number | undefined;
  stop: () => Promise<void>;
};

/** The database the options, the environment or nobody names; migrated wherever the owner's URL is known. */
async function openDatabase({ env, appUrl }: ServerOptions, log: Log): Promise<Database> {
  const nothing = async () => {};
  if (appUrl !== undefined)
    return { appUrl, migrations: 'ok', seenFile: undefined, position: undefined, stop: nothing };
  const seenFile = join(env.dataDir, 'life.json');
  if (env.databaseUrl === undefined) return await openEmbedded(env, log, seenFile);
  await assertReachable(env.databaseUrl, 'DATABASE_URL');
  const position = await positionOf(env.databaseUrl);
  if (env.databaseOwnerUrl !== undefined) {
    await assertReachable(env.databaseOwnerUrl, 'DATABASE_OWNER_URL');
    await migrate(env.databaseOwnerUrl, env.databaseUrl, { onWait: inTheWayOf(log) });
  }
  const migrations = env.databaseOwnerUrl === undefined ? 'elsewhere' : 'ok';
  return { appUrl: env.databaseUrl, migrations, seenFile, position, stop: nothing };
}

const inTheWayOf = (log: Log) => (wait: MigrationWait) =>
  log.warn({ ...wait }, 'another server stands in the way of the migrations; they are tried again');

async function openEmbedded(env: Env, log: Log, seenFile: string): Promise<Database> {
  const { ownerUrl, appUrl, keepUp, stop } = await startEmbedded(env.dataDir);
  try {
    const position = await positionOf(appUrl);
    await migrate(ownerUrl, appUrl, { onWait: inTheWayOf(log) });
    keepUp({
      ended: () => log.error('the embedded PostgreSQL has ended; it is started again'),
      back: (tries) => log.warn({ tries }, 'the embedded PostgreSQL runs again'),
      gaveUp: (reason) =>
        log.fatal({ reason }, 'the embedded PostgreSQL does not start any more; start the server again'),
    });
    return { appUrl, migrations: 'ok', seenFile, position, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function positionOf(url: string): Promise<number | undefined> {
  const sql = connect(url, { max: 1 });
  return await readPosition(sql).finally(() => sql.end());
}

type Fetch = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;
type Door = { http: Server; port: number; answerWith: (fetch: Fetch) => void; shut: () => Promise<void> };

/** Listens; answers 503 `starting` until there is an app to answer. */
async function openDoor(env: Env, log: Log): Promise<Door> {
  const starting = new CodedError('starting', 503, 'Waypost is starting.', { retryAfterSeconds: 2 });
  let fetch: Fetch = () => errorToResponse(starting, log);
  const listener = getRequestListener((request, bindings) => fetch(request, bindings as HttpBindings), {
    errorHandler: (error) => errorToResponse(error, log),
  });
  const http = createServer(listener);
  await listen(http, env);
  const address = http.address();
  return {
    http,
    port: typeof address === 'object' && address !== null ? address.port : env.port,
    answerWith: (app) => (fetch = app),
    shut: () =>
      new Promise((resolve) => {
        http.close(() => resolve()); // an error here says that it was closed already
        http.closeAllConnections();
      }),
  };
}

function listen(http: Server, { host, port }: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `Port ${port} is taken by another program; stop it, or set PORT to another port.`,
        EACCES: `This user may not listen on port ${port}; set PORT to one above 1023.`,
        EADDRNOTAVAIL: `This machine has no address ${host}; set HOST to one it has.`,
        ENOTFOUND: `This machine knows no address ${host}; set HOST to one it has.`,
      };
      const reason = reasons[codeOf(error)];
      reject(reason === undefined ? error : new CannotStart(reason));
    });
    http.listen(port, host, resolve);
  });
}

/** For what never reaches the app: it is not up yet, or the request is none (its host is malformed). */
function errorToResponse(error: unknown, log: Log): Response {
  const requestId = randomUUID();
  const malformed = new CodedError('bad-request', 400, 'This request is not understood.');
  const { status, body, unexpected } = errorToHttp(
    error instanceof RequestError ? malformed : error,
    requestId,
  );
  if (unexpected) log.error({ requestId, err: error }, 'request failed');
  const seconds = body.details?.retryAfterSeconds;
  const headers = {
    'X-Content-Type-Options': 'nosniff',
    ...(typeof seconds === 'number' && { 'Retry-After': String(seconds) }),
  };
  return Response.json(body, { status, headers });
}

/** Stops accepting, ends the streams, lets requests under way finish for a while, then closes what is left. */
async function drain(http: Server, parts: Parts): Promise<void> {
  let open = true;
  const closed = new Promise<void>((resolve) => http.close(() => resolve())).then(() => (open = false));
  for (const end of parts.closing) {
    await Promise.resolve()
      .then(end)
      .catch((error: unknown) => parts.log.error({ err: error }, 'closing failed'));
  }
  for (const until = Date.now() + DRAIN_MS_MAX; open && Date.now() < until;) {
    http.closeIdleConnections(); // a kept-alive connection whose last request has just ended
    await Promise.race([closed, delay(50)]);
  }
  http.closeAllConnections();
  await closed;
}
