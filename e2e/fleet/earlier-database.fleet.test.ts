import 'fake-indexeddb/auto';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readReplica } from '../../app/store/meta.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { type Embedded, startEmbedded } from '../../sync-server/db/embedded/start.ts';
import { readState } from '../../sync-server/db/embedded/state.ts';
import { onDatabase } from '../../sync-server/db/testing/database.ts';
import { readEnv } from '../../sync-server/env.ts';
import { createLog } from '../../sync-server/log.ts';
import { type RunningServer, startServer } from '../../sync-server/server.ts';
import { bodiesOn, offline, online, say, title, titleOn } from './desk.ts';
import { addTenant, Device, type Fleet, type TestTenant } from './fleet.ts';
import { expectAtRest, rounds, track } from './invariants.ts';

// A PostgreSQL of this test's own, whose files are put back while nobody is told (SPEC I2).

let folder: string;
let postgres: Embedded;
let server: RunningServer;
let sql: Sql;
let tenant: TestTenant;
let devices: Device[];
let port = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waypost-earlier-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another account, which must get in
  postgres = await startEmbedded(join(folder, 'database'));
  port = 0;
  await start();
  tenant = await addTenant(sql);
  devices = [await enter('ana'), await enter('ben')];
});
afterEach(async () => {
  for (const device of devices) device.db.close();
  await halt();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a server as an administrator would who brings their own PostgreSQL. */
async function start({ app = postgres.appUrl, owner = postgres.ownerUrl } = {}): Promise<void> {
  const env = readEnv({
    PORT: String(port),
    DATABASE_URL: app,
    DATABASE_OWNER_URL: owner,
    DATA_DIR: join(folder, 'server'),
    WAYPOST_SECRET: 'x'.repeat(40),
    DEMO: 'off',
  });
  server = await startServer({ env, log: createLog('silent') });
  port = server.port;
  sql = connect(app, { max: 2 });
}

async function halt(): Promise<void> {
  await sql.end();
  await server.stop();
}

async function enter(who: 'ana' | 'ben'): Promise<Device> {
  const device = new Device(server, tenant, tenant.people[who], 0);
  await device.signIn(sql);
  track(device);
  await device.sync();
  return device;
}

const run = promisify(execFile);
const backup = (): string => join(folder, 'backup');
const life = async (): Promise<string> => (await sql`select id from incarnation`)[0]?.['id'] as string;
const dataDirectory = async (): Promise<string> =>
  (await readState(join(folder, 'database')))?.dataDirectory ?? '';

/** A copy of the files of the stopped database. */
async function backUp(): Promise<void> {
  await halt();
  await postgres.stop();
  await run('cp', ['-a', await dataDirectory(), backup()]);
  postgres = await startEmbedded(join(folder, 'database'));
  await start();
}

/** The copy in the place of the database, and nobody says so. */
async function putBack(settings: Record<string, string> = {}): Promise<void> {
  await postgres.stop();
  const data = await dataDirectory();
  await rm(data, { recursive: true });
  await run('cp', ['-a', backup(), data]);
  postgres = await startEmbedded(join(folder, 'database'), { settings });
}

async function fleet(): Promise<Fleet> {
  const superUrl = onDatabase(
    postgres.superUrl,
    new URL(server.parts.env.databaseUrl ?? '').pathname.slice(1),
  );
  const database = { ...postgres, name: 'waypost', superUrl };
  return { server, database, sql, tenant, device: () => Promise.reject(new Error('not here')), stop: halt };
}

/** What made rows differ for good: after the backup an identity came, and the next one gets its ordinal (SPEC O1). */
async function workThatIsLost(id: string): Promise<Device> {
  const late = await enter('ben');
  devices.push(late);
  for (const words of ['late, 1', 'late, 2']) await say(late, id, words, true);
  await rounds(devices);
  return late;
}

test('files put back: the server begins a new life by itself, nothing is lost, no dot names two things (I2)', async () => {
  const [ana, ben] = devices as [Device, Device];
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  await backUp();
  const before = await life();
  const late = await workThatIsLost(id);
  await halt();
  await putBack();
  await start();
  expect(await life()).not.toBe(before);
  // As many changes as were lost, under what would be the same dots: nobody is ahead of the server by its counters.
  offline(late);
  const newcomer = await enter('ana');
  devices.push(newcomer);
  for (const words of ['new, 1', 'new, 2']) await say(newcomer, id, words);
  await rounds([newcomer, ana, ben]);
  // Its session came after the backup too.
  await late.signIn(sql);
  online(late);
  await rounds(devices, 4);
  expect(await bodiesOn(ben, id)).toEqual(['late, 1', 'late, 2', 'new, 1', 'new, 2']);
  await expectAtRest(await fleet(), tenant, devices);
});

test('put back under a server that goes on running: it notices within seconds (I2)', async () => {
  const [ana, ben] = devices as [Device, Device];
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  await backUp();
  const before = await life();
  await title(ana, id, 'lost, then offered again');
  await rounds(devices);
  // It has to have looked since.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await putBack();
  await expect.poll(() => life().catch(() => before)).not.toBe(before);
  await rounds(devices, 4);
  expect(await titleOn(ben, id)).toBe('lost, then offered again');
  await expectAtRest(await fleet(), tenant, devices);
});

test('told by hand: it is not begun a second time', async () => {
  const given = await life();
  await backUp();
  await devices[0]?.file('Pump 4 leaks');
  await rounds(devices);
  await halt();
  await putBack();
  const owner = connect(postgres.ownerUrl, { max: 1 });
  const [told] = await owner`update incarnation set id = gen_random_uuid(), since = now() returning id`;
  await owner.end();
  await start();
  expect(await life()).toBe(told?.['id']);
  // The same backup once more, and this time nobody says anything: it lives the life before the one that was seen.
  const before = await life();
  await halt();
  await putBack();
  await start();
  expect([before, given]).not.toContain(await life());
});

test('recovered to a point in time: another timeline is another life', async () => {
  await backUp();
  const before = await life();
  await writeFile(join(backup(), 'recovery.signal'), '');
  // What the server kept outside is lost as well: the timeline alone must tell.
  await halt();
  await putBack({ restore_command: '/bin/false', hot_standby: 'off' });
  await rm(join(folder, 'server'), { recursive: true });
  await start();
  expect(await life()).not.toBe(before);
});

test('a copy of the database elsewhere is another life; the original lives on', async () => {
  const before = await life();
  await halt();
  const owner = connect(postgres.superUrl, { max: 1 });
  await owner`create database copied template waypost owner waypost_owner`;
  await owner.end();
  await start({ app: onDatabase(postgres.appUrl, 'copied'), owner: onDatabase(postgres.ownerUrl, 'copied') });
  expect(await life()).not.toBe(before);
  await halt();
  await start();
  expect(await life()).toBe(before);
});

test('starting again, whatever ended it, is the same life', async () => {
  const before = await life();
  const replica = await readReplica((devices[0] as Device).db);
  await devices[0]?.file('Pump 4 leaks');
  await rounds(devices);
  await halt();
  await postgres.stop();
  postgres = await startEmbedded(join(folder, 'database'));
  await start();
  await rounds(devices);
  expect(await life()).toBe(before);
  expect(await readReplica((devices[0] as Device).db)).toMatchObject({ id: replica?.id });
});
