import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, type Sql } from './db/connect.ts';
import { findPostmaster, isAlive } from './db/embedded/postmaster.ts';
import { startEmbedded } from './db/embedded/start.ts';
import { readState } from './db/embedded/state.ts';
import { readEnv } from './env.ts';
import { createLog } from './log.ts';
import { type RunningServer, startServer } from './server.ts';

// The embedded PostgreSQL is shot while the server runs: the server starts it again where it was.

let folder: string;
let server: RunningServer;
let outside: Sql;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waypost-killed-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another account, which must get in
  lines = [];
  const log = createLog('warn', { write: (line) => void lines.push(line) });
  const env = readEnv({ PORT: '0', DATA_DIR: folder, DEMO: 'off' });
  server = await startServer({ env, log });
  const { port, superPassword } = must(await readState(folder));
  outside = connect(`postgres://postgres:${superPassword}@127.0.0.1:${port}/waypost`, { max: 1 });
});
afterEach(async () => {
  await outside.end({ timeout: 0 });
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing is there');
  return value;
}
const dataDirectory = async (): Promise<string> => must(await readState(folder)).dataDirectory;
const postmaster = async (): Promise<number> => must(await findPostmaster(await dataDirectory())).pid;
const health = async (): Promise<number> => (await fetch(`${server.url}/health`)).status;
const life = async (): Promise<unknown> => (await outside`select id, earlier from incarnation`)[0];
/** For how long a process has worked, in hundredths of a second. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[11]);
}
const signIn = () =>
  fetch(`${server.url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'nobody', email: 'nobody@desk.example', password: 'whatever it is' }),
  });

test('killed: requests are told when to come back, then all goes on, in the same life and still ours', async () => {
  await outside`create table kept (n int)`;
  await outside`insert into kept values (7)`;
  const before = await life();
  const known = (await signIn()).status;
  const killed = await postmaster();
  process.kill(killed, 'SIGKILL');
  await expect.poll(health, { interval: 5, timeout: 10_000 }).toBe(503);
  await expect.poll(health, { timeout: 60_000 }).toBe(200);
  await expect.poll(async () => (await signIn()).status, { timeout: 20_000 }).toBe(known);
  expect(await postmaster()).not.toBe(killed);
  expect(await outside`select n from kept`).toMatchObject([{ n: 7 }]);
  expect(await life()).toEqual(before);
  const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(said.filter((words) => words.startsWith('the embedded PostgreSQL'))).toEqual([
    'the embedded PostgreSQL has ended; it is started again',
    'the embedded PostgreSQL runs again',
  ]);
  // Nobody else may take it for one whose owner is gone, and it ends with the server.
  await expect(startEmbedded(folder)).rejects.toThrow(/Another Waypost process/);
  await server.stop();
  expect(await findPostmaster(await dataDirectory())).toBeUndefined();
});

test('while it cannot be started, 503 with Retry-After; and what it had started is waited for', async () => {
  // A backend in the middle of something outlives its postmaster: two at once would spoil the data.
  const [{ pid }] = await outside<[{ pid: number }]>`select pg_backend_pid() as pid`;
  const busy = outside`do $$ declare until timestamptz := clock_timestamp() + '15 s'; i int := 0; begin
      while clock_timestamp() < until loop i := i + 1; end loop; end $$`.catch(() => undefined);
  await expect.poll(() => ticksOf(pid)).toBeGreaterThan(20);
  process.kill(await postmaster(), 'SIGKILL');
  const replies: Response[] = [];
  await expect.poll(async () => replies[replies.push(await signIn()) - 1]?.status, { interval: 5 }).toBe(503);
  expect(replies.at(-1)?.headers.get('retry-after')).toBe('5');
  expect(isAlive(pid)).toBe(true);
  await busy;
  await expect.poll(health, { timeout: 60_000 }).toBe(200);
  expect(isAlive(pid)).toBe(false);
  const back = lines.map((line) => JSON.parse(line) as { tries?: number }).find(({ tries }) => tries);
  expect(back?.tries).toBeGreaterThan(1);
});
