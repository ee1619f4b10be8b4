import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CannotStart, codeOf } from '../../cannot-start.ts';
import type { Account } from './account.ts';

/** A PostgreSQL server process (its parent process, the "postmaster") that works on a data directory of ours. */
export type Postmaster = { pid: number; port: number; ready: boolean };

const STOP_MS_MAX = 20_000;
const START_MS_MAX = 60_000;

/**
 * The running postmaster of a data directory, if there is one. `postmaster.pid` alone proves nothing: it stays
 * after a kill -9 or a power cut, and its number may belong to any other process by now.
 */
export async function findPostmaster(dataDirectory: string): Promise<Postmaster | undefined> {
  const lines = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    },
  );
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0) || !isAlive(pid) || !(await worksOn(pid, dataDirectory))) return undefined;
  // The file's lines: pid, directory, start time, port, socket folder, address, shared memory key, state.
  return { pid, port: Number.parseInt(lines[3] ?? '0', 10), ready: (lines[7] ?? '').trim() === 'ready' };
}

/** Whether a process of this number runs, anybody's. One that is dead, and whose parent has not looked, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false; // EPERM: alive, but another user's
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return true; // not a Linux, or it ended this very moment
  }
}

/** Whether the process is a postgres on this very directory: by its working directory, else by its command line. */
async function worksOn(pid: number, dataDirectory: string): Promise<boolean> {
  const wanted = await realpath(dataDirectory);
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(
    () => spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '',
  );
  if (!command.includes('postgres')) return false;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return cwd === undefined ? command.includes(dataDirectory) : cwd === wanted;
}

export type StartOptions = {
  program: string;
  account: Account | undefined;
  dataDirectory: string;
  port: number;
  logFile: string;
  settings: Record<string, string>;
};

/**
 * Starts PostgreSQL on loopback only and waits until it takes connections. It is a process group of its own, or
 * the terminal's Ctrl-C would stop it under the server that still drains.
 *
 * @returns undefined when it ended at once (the port was taken, or another start was faster).
 */
export async function startPostmaster(options: StartOptions): Promise<Postmaster | undefined> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    log_min_messages: 'warning',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Into a file, never a pipe of ours: PostgreSQL may outlive this process.
  const log = await open(options.logFile, 'w', 0o600);
  const child = spawn(options.program, ['-D', options.dataDirectory, ...flags], {
    ...options.account,
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  );
  let over = false;
  void ended.then(() => (over = true));
  child.unref();
  await log.close();
  for (const until = Date.now() + START_MS_MAX; Date.now() < until && !over; await delay(15)) {
    const found = await findPostmaster(options.dataDirectory);
    if (found?.pid === child.pid && found?.ready && (await answers(found.port))) return found;
  }
  if (!over && child.pid !== undefined) process.kill(child.pid, 'SIGQUIT');
  return undefined;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => settle(true)).once('error', () => settle(false));
    const settle = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
  });
}

/**
 * Stops a postmaster: first "fast" (roll back, write a checkpoint, end), then "immediate", which the next start
 * recovers from.
 */
export async function stopPostmaster(pid: number, dataDirectory: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signalTo(pid, signal);
    for (const until = Date.now() + STOP_MS_MAX; Date.now() < until; await delay(20)) {
      if (!isAlive(pid) || !(await worksOn(pid, dataDirectory).catch(() => false))) return;
    }
  }
  throw new CannotStart(`The PostgreSQL of ${dirname(dataDirectory)} (process ${pid}) does not end.`);
}

/** Stops whatever works on this directory. */
export async function stopOrphan(dataDirectory: string): Promise<void> {
  const orphan = await findPostmaster(dataDirectory);
  if (orphan !== undefined) await stopPostmaster(orphan.pid, dataDirectory);
}

/**
 * Removes a postmaster.pid whose number has gone to some other living process: PostgreSQL would refuse to start. Where
 * that process is no more it is left to PostgreSQL, which looks first whether anything that it had started still works on
 * the data (a postmaster that was shot may be outlived by its children for a while).
 */
export async function removeStaleLock(dataDirectory: string): Promise<void> {
  const file = join(dataDirectory, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (!(pid > 0) || !isAlive(pid) || (await findPostmaster(dataDirectory)) !== undefined) return;
  await rm(file, { force: true });
}

/** A signal for a process that may have ended already. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
