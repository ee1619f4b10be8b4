import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readReplica, readSync } from '../../app/store/meta.ts';
import { flush } from '../../app/sync/push.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import {
  bodiesOn,
  cloneOf,
  offline,
  online,
  openDesk,
  openDevice,
  say,
  seeded,
  title,
  titleOn,
} from './desk.ts';
import { backupOf, type Backup } from './backup.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';

let fleet: Fleet;
let sql: Sql;
let backup: Backup;
beforeAll(async () => {
  fleet = await startFleet();
  sql = connect(fleet.database.superUrl, { max: 1 });
  backup = backupOf(sql);
});
afterAll(async () => {
  await sql.end();
  await fleet.stop();
});

const never = new AbortController().signal;

describe('a copied profile', () => {
  test('both write on: the second takes a new identity, no write is lost, none done twice (O2, O3)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    await say(ana, id, 'queued before the copy');
    const clone = await cloneOf(fleet, tenant, ana);
    await say(ana, id, 'by the original');
    await say(clone, id, 'by the copy');
    await title(clone, id, 'title by the copy');
    const all = [ana, clone, ben];
    await rounds(all);
    expect(await bodiesOn(ben, id)).toEqual(['by the copy', 'by the original', 'queued before the copy']);
    expect(await titleOn(ben, id)).toBe('title by the copy');
    const identities = await Promise.all(
      [ana, clone].map(async (device) => (await readReplica(device.db))?.id),
    );
    expect(new Set(identities).size).toBe(2);
    await expectAtRest(fleet, tenant, all);
  });

  test('both push at the same moment', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    for (let i = 0; i < 5; i += 1) await say(ana, id, `before ${i}`);
    const clones = [ana, await cloneOf(fleet, tenant, ana), await cloneOf(fleet, tenant, ana)];
    for (const [i, device] of clones.entries()) await say(device, id, `after, by ${i}`);
    await Promise.all(clones.map((device) => device.sync()));
    const all = [...clones, ben];
    await rounds(all);
    expect(await bodiesOn(ben, id)).toHaveLength(8);
    await expectAtRest(fleet, tenant, all);
  });

  test('a copy that was made long ago', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    const clone = await cloneOf(fleet, tenant, ana);
    for (let i = 0; i < 20; i += 1) await title(ana, id, `original ${i}`);
    await rounds(devices);
    await title(clone, id, 'copy');
    const all = [ana, clone, ben];
    await rounds(all);
    expect(await titleOn(ana, id)).toBe(await titleOn(ben, id));
    expect(await titleOn(clone, id)).toBe(await titleOn(ben, id));
    await expectAtRest(fleet, tenant, all);
  });

  test('with the network gone right after the fork, work goes on and stays on the screen (D4)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    const clone = await cloneOf(fleet, tenant, ana);
    await say(ana, id, 'by the original');
    await ana.sync();
    await say(clone, id, 'by the copy');
    await title(clone, id, 'title by the copy');
    clone.faults = (path) => (path === '/sync/replicas' ? 'lose-request' : 'none');
    await expect(flush(clone.replica, never)).rejects.toThrow('the network is gone');
    offline(clone);
    expect((await readReplica(clone.db))?.ord).toBeNull();
    const made = await say(clone, id, 'by the copy, offline').catch((error: unknown) => error);
    expect(made).toMatchObject({ uid: expect.any(String) });
    expect(await titleOn(clone, id)).toBe('title by the copy');
    expect(await bodiesOn(clone, id)).toEqual(['by the copy', 'by the copy, offline']);
    online(clone);
    await rounds([ana, clone]);
    expect(await bodiesOn(ana, id)).toEqual(['by the copy', 'by the copy, offline', 'by the original']);
    await expectAtRest(fleet, tenant, [ana, clone]);
  });

  test('changes queued before the fork stay on the screen until they come back (D4)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    for (let i = 0; i < 5; i += 1) await title(ana, id, `turn ${i}`);
    await rounds(devices);
    const clone = await cloneOf(fleet, tenant, ana);
    await say(ana, id, 'by the original');
    await ana.sync();
    await title(clone, id, 'title by the copy');
    clone.faults = (path) => (path === '/sync/replicas' ? 'lose-reply' : 'none');
    await expect(flush(clone.replica, never)).rejects.toThrow('the network went away');
    // A pull in between (a stream's delta would do the same) paints the ticket anew.
    clone.faults = (path) => (path === '/sync/push' ? 'lose-request' : 'none');
    await ana.file('something else');
    await say(ana, id, 'more');
    await ana.sync();
    await clone.sync().catch(() => undefined);
    const { pull } = await import('../../app/sync/pull.ts');
    await pull(clone.replica, never);
    expect(await titleOn(clone, id)).toBe('title by the copy');
    online(clone);
    await rounds([ana, clone]);
    await expectAtRest(fleet, tenant, [ana, clone]);
  });
});

describe.each([
  { how: 'told by a new incarnation', incarnation: true },
  { how: 'not told: the database is simply behind', incarnation: false },
])('the server lives again from a backup, $how (I1)', ({ incarnation }) => {
  let desk: Awaited<ReturnType<typeof openDesk<['ana', 'ben', 'rita']>>>;
  let id: string;
  beforeEach(async () => {
    desk = await openDesk(fleet, 'ana', 'ben', 'rita');
    const [ana] = desk.devices;
    id = await ana.file('Pump 4 leaks', desk.people.rita);
    await rounds(desk.devices);
    await backup.take();
  });

  test('work the server had acknowledged and lost is offered again, and done once (I1)', async () => {
    const { tenant, devices } = desk;
    const [ana, ben] = devices;
    await say(ana, id, 'acknowledged, then lost');
    await title(ana, id, 'title, then lost');
    const lost = await ana.file('A ticket, then lost', desk.people.rita);
    await rounds(devices);
    await backup.restore({ incarnation });
    await say(ana, id, 'made after');
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toEqual(['acknowledged, then lost', 'made after']);
    expect(await titleOn(ben, id)).toBe('title, then lost');
    expect(await titleOn(ben, lost)).toBe('A ticket, then lost');
    await expectAtRest(fleet, tenant, devices);
  });

  test('words that were taken back do not come back with what is offered again', async () => {
    const { tenant, devices } = desk;
    const [ana, ben] = devices;
    await say(ana, id, 'SECRETWORD');
    const messageId = (await ana.db.threads.get(id))?.messages[0]?.id ?? '';
    await rounds(devices);
    await ana.mutate('message.redact', { ticketId: id, messageId });
    await rounds(devices);
    await backup.restore({ incarnation });
    await rounds(devices);
    for (const device of [ana, ben]) expect(await bodiesOn(device, id)).toEqual(['']);
    expect(await sql`select 1 from messages where body like '%SECRETWORD%'`).toHaveLength(0);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a device with nothing to send offers again by itself', async () => {
    const { tenant, devices } = desk;
    const [ana, ben] = devices;
    await say(ana, id, 'acknowledged, then lost');
    await rounds(devices);
    await backup.restore({ incarnation });
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toEqual(['acknowledged, then lost']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('what was acknowledged more than 30 days ago is not offered again, and not kept for it', async () => {
    const { devices } = desk;
    const [ana, ben] = devices;
    const ages = { 'thirty-one days ago': 31, 'twenty-nine days ago': 29 };
    const bodyOf = (args: unknown): string => (args as { body?: string }).body ?? '';
    const age = async (): Promise<void> => {
      const now = ana.replica.now();
      await ana.db.sent.toCollection().modify((sent) => {
        const days = ages[bodyOf(sent.args) as keyof typeof ages] ?? 0;
        sent.answeredAt = now - days * 86_400_000;
      });
    };
    for (const body of Object.keys(ages)) await say(ana, id, body);
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toHaveLength(2);
    await age();
    await backup.restore({ incarnation });
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toEqual(['twenty-nine days ago']);
    expect(await bodiesOn(ana, id)).toEqual(['twenty-nine days ago']);

    // And with no restore in between it is let go of.
    await say(ana, id, 'thirty-one days ago');
    await ana.sync();
    await age();
    await ana.sync();
    const bodies = (await ana.db.sent.toArray()).map(({ args }) => bodyOf(args)).filter(Boolean);
    expect(bodies).toEqual(['twenty-nine days ago']);
  });

  test('work on somebody else’s ticket, offered again before that ticket is: made anew once it has come', async () => {
    const { devices } = desk;
    const [ana, ben] = devices;
    const lost = await ana.file('A ticket, then lost', desk.people.rita);
    await rounds(devices);
    await say(ben, lost, 'on a ticket that is lost as well');
    await rounds(devices);
    // One was acknowledged; the other was not even sent.
    await title(ben, lost, 'Called otherwise');
    await backup.restore({ incarnation });
    await rounds([ben]);
    const refused = await ben.db.outbox.where('state').equals('refused').toArray();
    expect(refused.map(({ verdict }) => verdict?.code)).toEqual(['not-found', 'not-found']);
    await rounds(devices, 5);
    expect(await bodiesOn(ana, lost)).toEqual(['on a ticket that is lost as well']);
    expect(await titleOn(ana, lost)).toBe('Called otherwise');
    expect(await ben.db.outbox.count()).toBe(0);
  });

  test('what nobody can offer again leaves the devices that still show it', async () => {
    const { tenant, devices } = desk;
    const [ana, ben, rita] = devices;
    await say(ben, id, 'lost for good');
    const gone = await ben.file('A ticket, lost for good', desk.people.rita);
    await rounds(devices);
    await backup.restore({ incarnation });
    await rounds([ana, rita]);
    expect(await bodiesOn(ana, id)).toEqual([]);
    expect(await titleOn(rita, gone)).toBeUndefined();
    await expectAtRest(fleet, tenant, [ana, rita]);
  });

  test('nothing was lost: everything offered again is known, and nothing is done twice', async () => {
    const { tenant, devices } = desk;
    const [ana, ben] = devices;
    await say(ana, id, 'kept');
    await rounds(devices);
    await backup.take();
    await backup.restore({ incarnation });
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toEqual(['kept']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('what is offered again does not lie over what had come over it (D4, I1)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await title(ana, id, 'Ana: in the cellar');
    await rounds(devices);
    await title(ben, id, 'Ben: on the roof');
    await rounds(devices);
    await sql`update incarnation set id = gen_random_uuid()`;
    // It fetches everything again, and cannot hand over anything yet.
    ana.faults = (path) => (path.endsWith('/push') ? 'lose-request' : 'none');
    for (let i = 0; i < 3; i += 1) await ana.sync().catch(() => undefined);
    expect(await ana.db.outbox.where('state').equals('queued').count()).toBeGreaterThan(0);
    expect((await readSync(ana.db)).scopes['desk']).toMatchObject({ generation: 2, fill: null });
    expect(await titleOn(ana, id)).toBe('Ben: on the roof');
    ana.faults = () => 'none';
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a device that hears of it while pulling offers its work in the same round (I1)', async () => {
    const { devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    await rounds(devices);
    await backup.take();
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await backup.restore({ incarnation: true });
    await ana.sync();
    expect(await sql`select id from tickets where id = ${id}`).toHaveLength(1);
  });

  test('the network goes away in the middle of starting again: work goes on', async () => {
    const { tenant, devices } = desk;
    const [ana, ben] = devices;
    await say(ana, id, 'acknowledged, then lost');
    await rounds(devices);
    await backup.restore({ incarnation });
    ana.faults = (path) => (['/sync/pull', '/sync/push'].includes(path) ? 'none' : 'lose-request');
    await ana.sync().catch(() => undefined);
    offline(ana);
    const made = await say(ana, id, 'made offline').catch((error: unknown) => error);
    expect(made).toMatchObject({ uid: expect.any(String) });
    expect(await bodiesOn(ana, id)).toEqual(['acknowledged, then lost', 'made offline']);
    online(ana);
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toEqual(['acknowledged, then lost', 'made offline']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a device that came after the backup, whose ordinal another would get now', async () => {
    const { tenant, devices } = desk;
    const [ana, ben, rita] = devices;
    const late = await openDevice(fleet, tenant, 'ben');
    await say(late, id, 'by the late device');
    await title(late, id, 'by the late device');
    await rounds([...devices, late]);
    await backup.restore({ incarnation });
    const newcomer = await openDevice(fleet, tenant, 'ana');
    await say(newcomer, id, 'by a newcomer');
    await newcomer.sync();
    await say(late, id, 'by the late device, after');
    const all = [newcomer, ana, ben, rita, late];
    await rounds(all, 4);
    expect(await bodiesOn(ana, id)).toEqual([
      'by a newcomer',
      'by the late device',
      'by the late device, after',
    ]);
    await expectAtRest(fleet, tenant, all);
  });
});

test('a value seen in the lost life is nobody else’s in the new one: overwriting that unseen is a conflict (M3, I1)', async () => {
  const { tenant, devices, people } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks', people.rita);
  await rounds(devices);
  await backup.take();
  const late = await openDevice(fleet, tenant, 'ben');
  await title(late, id, 'Seen, then lost');
  await rounds([late, ana]);
  offline(ana);
  await title(ana, id, 'Written over what was lost');
  await backup.restore({ incarnation: true });
  // Nobody else has begun a device since the backup: it would get the lost one's ordinal, and its first counter.
  const newcomer = await openDevice(fleet, tenant, 'ben');
  await title(newcomer, id, 'By a newcomer, whom nobody has seen');
  await newcomer.sync();
  const ordOf = async (device: Device) => (await readReplica(device.db))?.ord ?? 0;
  expect(await ordOf(newcomer)).toBeGreaterThan(await ordOf(late));
  online(ana);
  await rounds([ana, newcomer, ben], 4);
  const kept = await sql`select lost_by from conflicts where ticket_id = ${id}`;
  expect(kept).toHaveLength(1);
  await expectAtRest(fleet, tenant, [ana, newcomer, ben]);
});

test('only the incarnation changes: devices refill, keep their outbox, and fork (I1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  const before = await readReplica(ana.db);
  await say(ana, id, 'in the outbox');
  await sql`update incarnation set id = gen_random_uuid()`;
  await rounds(devices);
  expect((await readReplica(ana.db))?.id).not.toBe(before?.id);
  expect((await readSync(ana.db)).scopes['desk']?.generation).toBe(2);
  expect(await bodiesOn(ana, id)).toEqual(['in the outbox']);
  await expectAtRest(fleet, tenant, devices);
});

test.each([2, 6, 9, 16, 20])(
  'copies, backups, lost requests and lost replies in any order (seed %i)',
  async (seed) => {
    expect.hasAssertions();
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
    const all: Device[] = [...devices];
    const random = seeded(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const ids = [await devices[0].file('one', people.rita), await devices[0].file('two', people.rita)];
    await rounds(all);
    await backup.take();
    for (let i = 0; i < 60; i += 1) {
      const device = pick(all);
      const id = pick(ids);
      const chance = random();
      if (chance < 0.04 && all.length < 6) all.push(await cloneOf(fleet, tenant, device));
      else if (chance < 0.07) await backup.take();
      else if (chance < 0.1) await backup.restore({ incarnation: true });
      else if (chance < 0.45) {
        device.faults = () => (random() < 0.7 ? 'none' : random() < 0.5 ? 'lose-request' : 'lose-reply');
        await device.sync().catch(() => undefined);
      } else if (chance < 0.75) await say(device, id, `${i}`, random() < 0.3);
      else if (chance < 0.9) await title(device, id, `${i}`);
      else
        await device.mutate('ticket.set-requester', {
          ticketId: id,
          requesterId: pick([people.rita.id, people.rolf.id]),
        });
    }
    for (const device of all) online(device);
    await rounds(all, 5);
    let refused = 0;
    for (const device of all) refused += await device.db.outbox.where('state').equals('refused').count();
    await expectAtRest(fleet, tenant, all, { refused, restored: true });
  },
);
