import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReplica, readSync } from '../../app/store/meta.ts';
import { flushAlone } from '../../app/sync/flush-alone.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { backupOf } from './backup.ts';
import { bodiesOn, cloneOf, openDesk, pathOf, say } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';

// D5: the service worker beside pages, and alone. What it does of retries: retries.fleet.test.ts.

let fleet: Fleet;
let sql: Sql;
beforeAll(async () => {
  fleet = await startFleet();
  sql = connect(fleet.database.superUrl, { max: 1 });
});
afterAll(async () => {
  await sql.end();
  await fleet.stop();
});

/** The worker, woken by the browser; with no page open, unless one is. */
async function wake({ replica }: Device, isLed = false): Promise<void> {
  const beside = { lock: <T>(work: () => Promise<T>) => work(), isLed: async () => isLed };
  await flushAlone(replica, beside, new AbortController().signal);
}

test('the worker hands over beside a page and leaves the news to it; alone it fetches them too (D5)', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  await ana.sync();
  const { transport } = ana.replica;
  const asked = new Set<string>();
  ana.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      asked.add(pathOf(input));
      return await transport.fetch(input, init);
    },
  };
  const flushed = async (isLed: boolean): Promise<string[]> => {
    await ana.file('Pump 4 leaks');
    asked.clear();
    await wake(ana, isLed);
    return [...asked];
  };
  expect(await flushed(true)).toEqual(['/sync/push']);
  expect(await flushed(false)).toEqual(['/sync/push', '/sync/pull']);
});

test('alone it meets a restored server: what was lost is offered again by it, and the person finds it told (D5, I1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  const backup = backupOf(sql);
  await backup.take();
  await say(ana, id, 'acknowledged, then lost');
  await rounds(devices);
  await backup.restore({ incarnation: true });
  await say(ana, id, 'made with no page open');
  for (let woken = 0; woken < 3; woken += 1) await wake(ana).catch(() => undefined);
  expect(await ana.db.outbox.where('state').equals('queued').count()).toBe(0);
  expect((await readSync(ana.db)).announcement).toMatch(/restored from a backup/);
  await rounds([ben]);
  expect(await bodiesOn(ben, id)).toEqual(['acknowledged, then lost', 'made with no page open']);
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});

test('alone with a copied profile it takes an identity of its own: no write is lost, none done twice (D5, O3)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  const clone = await cloneOf(fleet, tenant, ana);
  const all = [ana, clone, ben];
  await say(ana, id, 'by the original');
  await say(clone, id, 'by the copy');
  for (let woken = 0; woken < 3; woken += 1)
    for (const device of [ana, clone]) await wake(device).catch(() => undefined);
  const identities = await Promise.all([ana, clone].map(async ({ db }) => (await readReplica(db))?.id));
  expect(new Set(identities).size).toBe(2);
  await rounds([ben]);
  expect(await bodiesOn(ben, id)).toEqual(['by the copy', 'by the original']);
  await rounds(all);
  await expectAtRest(fleet, tenant, all);
});
