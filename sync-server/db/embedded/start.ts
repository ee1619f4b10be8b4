import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { aboutFolder, CannotStart, codeOf } from '../../cannot-start.ts';
import { type Guard, holdGuard } from './guard.ts';
import { keepUp, type Told } from './keep-up.ts';
import { type Place, settlePlace } from './place.ts';
import {
  findPostmaster,
  isAlive,
  type Postmaster,
  removeStaleLock,
  signalTo,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts';
import { ensureRoles } from './roles.ts';
import { writeState } from './state.ts';

/** A running embedded PostgreSQL. The URLs contain passwords: never log them. */
export type Embedded = {
  /** Owner of the database `waypost`: for migrations. */
  ownerUrl: string;
  /** The role the server works with: no rights but those `grants.sql` gives. */
  appUrl: string;
  /** The cluster's superuser on the database `postgres`: for tests that create databases. */
  superUrl: string;
  /** Starts PostgreSQL again where it was, should it end by itself or be killed; until `stop`. */
  keepUp: (told: Told) => void;
  /** Stops PostgreSQL, or does nothing where another process owns it. */
  stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  /** postgresql.conf settings for this run. */
  settings?: Record<string, string>;
};

/**
 * Starts a real PostgreSQL that keeps its data for `folder`, or adopts the one that an earlier, killed server left
 * running there. Listens on 127.0.0.1 only, on a port that stays the same while it is free.
 *
 * @throws {CannotStart} when the folder is unusable, another Waypost process works on it, or PostgreSQL does not run.
 */
export async function startEmbedded(folder: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const opened = await open(resolve(folder), options);
  if (opened.guard.mine) return opened.embedded;
  await opened.guard.release();
  throw new CannotStart(
    `Another Waypost process (${opened.guard.holder}) works on ${resolve(folder)}; stop it, or set DATA_DIR to another folder.`,
  );
}

/**
 * For command-line tools: connects to the embedded database that a running server has started, else starts it.
 * `stop()` then ends only what this call has started.
 */
export async function openEmbedded(folder: string): Promise<Embedded> {
  const opened = await open(resolve(folder), {});
  if (opened.guard.mine) return opened.embedded;
  await opened.guard.release();
  return { ...opened.embedded, keepUp: () => {}, stop: async () => {} };
}

async function open(folder: string, options: EmbeddedOptions): Promise<{ embedded: Embedded; guard: Guard }> {
  const place = await settlePlace(folder);
  const superPassword = place.state.superPassword;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const running = (await settledPostmaster(place)) ?? (await startOnFreePort(place, options));
    if (running === undefined) continue; // another start was faster, or the port was taken meanwhile
    const superUrl = urlOf('postgres', superPassword, running.port, 'postgres');
    const guard = await holdGuard(superUrl);
    if (guard === undefined) {
      // Ours by its directory, but deaf or with other passwords: of no use to anybody.
      await stopPostmaster(running.pid, place.state.dataDirectory);
      continue;
    }
    if (guard.mine) await prepare(place, running, superUrl);
    return { embedded: embeddedOf(place, options, { running, superUrl, guard }), guard };
  }
  throw new CannotStart(
    `The embedded PostgreSQL does not start: ${await lastLogLine(place)} (log: ${logFileOf(place)})`,
  );
}

async function prepare(place: Place, running: Postmaster, superUrl: string): Promise<void> {
  await ensureRoles(superUrl, place.state);
  if (place.state.port !== running.port)
    await writeState(place.folder, { ...place.state, port: running.port });
}

type Held = { running: Postmaster; superUrl: string; guard: Guard };

function embeddedOf(place: Place, options: EmbeddedOptions, held: Held): Embedded {
  const { ownerPassword, appPassword, dataDirectory } = place.state;
  const { port } = held.running;
  // Whatever ends this process also ends its database; only kill -9 leaves it, for the next start to adopt.
  const onExit = () => signalTo(held.running.pid, 'SIGINT');
  if (held.guard.mine) process.once('exit', onExit);
  let endWatch = async (): Promise<void> => {};
  return {
    superUrl: held.superUrl,
    ownerUrl: urlOf('waypost_owner', ownerPassword, port, 'waypost'),
    appUrl: urlOf('waypost_app', appPassword, port, 'waypost'),
    keepUp(told) {
      endWatch = keepUp({
        isUp: () => isAlive(held.running.pid),
        startAgain: () => startAgain(place, options, held),
        whyNot: () => lastLogLine(place),
        told,
      });
    },
    async stop() {
      await endWatch();
      process.removeListener('exit', onExit);
      // The guard goes last: nobody may adopt what is being stopped.
      if (held.guard.mine) await stopPostmaster(held.running.pid, dataDirectory);
      await held.guard.release();
    },
  };
}

/** Starts a PostgreSQL that has ended where everybody knows it, and takes hold of it again. False: not this time. */
async function startAgain(place: Place, options: EmbeddedOptions, held: Held): Promise<boolean> {
  const { port } = held.running;
  const started = (await settledPostmaster(place)) ?? (await startOn(place, options, await freePort(port)));
  if (started?.port !== port) return false;
  const guard = await holdGuard(held.superUrl);
  if (guard === undefined) return false;
  const former = held.guard;
  Object.assign(held, { running: started, guard });
  await former.release();
  return true;
}

const urlOf = (role: string, password: string, port: number, database: string) =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

const logFileOf = (place: Place) => join(place.folder, 'postgres.log');

/** What runs on the directory, after it has finished starting (it may be recovering from a crash) or stopping. */
async function settledPostmaster(place: Place): Promise<Postmaster | undefined> {
  const { dataDirectory } = place.state;
  let found = await findPostmaster(dataDirectory);
  for (const until = Date.now() + 60_000; found !== undefined && !found.ready; await delay(50)) {
    if (Date.now() > until) {
      await stopPostmaster(found.pid, dataDirectory);
      return undefined;
    }
    found = await findPostmaster(dataDirectory);
  }
  return found;
}

async function startOnFreePort(place: Place, options: EmbeddedOptions): Promise<Postmaster | undefined> {
  await initialise(place);
  return await startOn(place, options, (await freePort(place.state.port)) ?? (await freePort(0)));
}

/** Starts PostgreSQL on the data that is there. Undefined: it ended at once, or there is no port for it. */
async function startOn(
  place: Place,
  options: EmbeddedOptions,
  port: number | undefined,
): Promise<Postmaster | undefined> {
  if (port === undefined) return undefined;
  const { dataDirectory } = place.state;
  await removeStaleLock(dataDirectory);
  return startPostmaster({
    program: place.binaries.postgres,
    account: place.account,
    dataDirectory,
    port,
    logFile: logFileOf(place),
    settings: options.settings ?? {},
  }).catch((error: unknown) => {
    throw aboutFolder(error, place.folder);
  });
}

/** This port if it is free (0: any free one), else undefined. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/** Creates the cluster beside its place and renames it there: it exists whole or not at all. */
async function initialise(place: Place): Promise<void> {
  const { dataDirectory } = place.state;
  const initialised = await access(join(dataDirectory, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (initialised) return;
  const inTheWay = await readdir(dataDirectory).catch(() => []);
  if (inTheWay.length > 0) {
    throw new CannotStart(
      `${dataDirectory} holds something that is not a PostgreSQL database; move it away.`,
    );
  }
  const draft = `${dataDirectory}.new-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.pw`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, `${place.state.superPassword}\n`, { mode: 0o600, flag: 'wx' });
    if (place.account !== undefined) {
      await chown(draft, place.account.uid, place.account.gid);
      await chown(passwordFile, place.account.uid, place.account.gid);
    }
    await runInitdb(place, draft, passwordFile);
    await rename(draft, dataDirectory).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error; // else another start was faster
    });
  } catch (error) {
    throw aboutFolder(error, place.folder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * Code point order and Unicode letters, from PostgreSQL itself (`builtin`, C.UTF-8): the same on every system,
 * whatever locales it has.
 */
function runInitdb(place: Place, dataDirectory: string, passwordFile: string): Promise<void> {
  const flags = ['--pgdata', dataDirectory, '--username', 'postgres', '--pwfile', passwordFile];
  flags.push('--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C');
  flags.push('--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8');
  return new Promise((resolve, reject) => {
    const child = spawn(place.binaries.initdb, flags, {
      ...place.account,
      cwd: '/',
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      const firstLine =
        complaint.split('\n').find((line) => line.includes('error')) ?? complaint.split('\n')[0];
      if (code === 0) resolve();
      else reject(new CannotStart(`The embedded PostgreSQL cannot be set up: ${firstLine?.trim()}.`));
    });
  });
}

async function lastLogLine(place: Place): Promise<string> {
  const text = await readFile(logFileOf(place), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => /FATAL|PANIC|ERROR/.test(line));
  return lines.at(-1)?.trim() ?? 'it ends at once';
}
