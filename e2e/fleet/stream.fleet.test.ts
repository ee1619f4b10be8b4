import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readSync } from '../../app/store/meta.ts';
import { listen } from '../../app/sync/stream.ts';
import { connect } from '../../sync-server/db/connect.ts';
import { bodiesOn, openDesk, openDevice, say, title, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { RawClient } from './raw-client.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

interface Ear {
  opened: boolean;
  /** How often the stream said that the device must pull. */
  behind: number;
  /** Deltas that the device took in. */
  applied: number;
  ended: Promise<{ retryMs: number }>;
  stop(): Promise<void>;
}

const open: Ear[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((ear) => ear.stop()));
});

/** Opens the device's stream, as its loop does; nothing is pulled here unless the test does. */
function hear(device: Device): Ear {
  const abort = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const ear: Ear = {
    opened: false,
    behind: 0,
    applied: 0,
    ended: Promise.resolve({ retryMs: 0 }),
    stop: async () => {
      abort.abort();
      await ear.ended.catch(() => undefined);
    },
  };
  ear.ended = listen(device.replica, abort.signal, {
    opened: () => {
      ear.opened = true;
    },
    behind: () => {
      ear.behind += 1;
      // Where a test goes on from there, it has pulled.
      return () => true;
    },
    exclusively: async (work) => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      const result = await mine;
      if (result === true) ear.applied += 1;
      return result;
    },
  });
  ear.ended.catch(() => undefined);
  open.push(ear);
  return ear;
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`it never came to be that ${what}`);
}

async function isAtHeads(device: Device): Promise<boolean> {
  const heads = await fleet.sql.begin(async (tx) => {
    await tx`select set_config('app.tenant_id', ${device.replica.tenantId}, true)`;
    return await tx<
      { ord: number; n: number }[]
    >`select ord, last_n as n from replicas where last_n > 0 order by ord`;
  });
  const wanted = heads.flatMap(({ ord, n }) => [ord, n]).join();
  const { scopes } = await readSync(device.db);
  return Object.values(scopes).every((state) => state.vector.join() === wanted);
}

async function someWork(tenant: TestTenant, device: Device, id: string): Promise<void> {
  const { people, tagId, fieldId, secretFieldId } = tenant;
  await device.mutate('ticket.move', { ticketId: id, to: 'open', reason: null });
  await device.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: null });
  await say(device, id, 'public');
  await say(device, id, 'SECRET-NOTE', true);
  await device.mutate('tag.add', { ticketId: id, tagId });
  await device.mutate('field.set', { ticketId: id, fieldId, value: 'A-1' });
  await device.mutate('field.set', { ticketId: id, fieldId: secretFieldId, value: 5 });
  await device.sync();
}

describe('deltas (S7)', () => {
  test('what a stream brings is what a pull would have brought: same rows, same vectors, same digest (S7)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita', 'rolf');
    const [ana, ben, rita, rolf] = devices;
    const id = await ana.file('Pump 4 leaks', people.rita);
    await rounds(devices);
    const ears = [ben, rita, rolf].map((device) => hear(device));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await someWork(tenant, ana, id);
    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rolf.id });
    await ana.sync();
    await say(ana, id, 'for Rolf');
    await ana.sync();
    for (const device of [ben, rita, rolf])
      await until(`${device.who.name} is there`, () => isAtHeads(device));
    for (const ear of ears) expect([ear.behind, ear.applied > 0]).toEqual([0, true]);
    expect(await rita.db.tickets.get(id)).toBeUndefined();
    expect(await bodiesOn(rolf, id)).toEqual(['for Rolf', 'public']);
    await expectAtRest(fleet, tenant, devices);
    const digests = await Promise.all(devices.map(async (device) => (await readSync(device.db)).scopes));
    const all = digests.flatMap((scopes) => Object.values(scopes).map((state) => state.digest));
    expect(new Set(all).size, 'all know the digest of the heads').toBe(1);
  });

  test("a device's own changes come back by its stream and leave the outbox", async () => {
    expect.hasAssertions();
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    hear(ana);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { flush } = await import('../../app/sync/push.ts');
    await title(ana, id, 'Pump 4 leaks badly');
    await flush(ana.replica, new AbortController().signal);
    await until('the outbox is empty', async () => (await ana.db.outbox.count()) === 0);
    await expectAtRest(fleet, tenant, devices);
  });

  test('many writers at once: a listener ends where everybody ends', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'admin', 'rita');
    const [ana, ben, admin, rita] = devices;
    const id = await ana.file('Pump 4 leaks', people.rita);
    await rounds(devices);
    const ear = hear(rita);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await Promise.all(
      [ana, ben, admin].map(async (device) => {
        for (let i = 0; i < 8; i += 1) {
          await say(device, id, `${device.who.name} ${i}`, i % 2 === 0);
          await device.sync();
        }
      }),
    );
    await until('Rita is there', () => isAtHeads(rita));
    expect(ear.behind).toBe(0);
    await rounds([ana, ben, admin]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a delta that comes while the device fills or is behind is not applied, and asks for a pull (S7)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    const ear = hear(ben);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const sync = await readSync(ben.db);
    await ben.db.meta.put({ ...sync, paging: true });
    await say(ana, id, 'one');
    await ana.sync();
    await until('it asks', () => ear.behind > 0);
    expect(await bodiesOn(ben, id)).toEqual([]);
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });

  test('too much for one event is a wake-up', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ben');
    const [admin, ben] = devices;
    await rounds(devices);
    const ear = hear(ben);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const messages = Array.from({ length: 600 }, (_, i) => ({
      id: randomUUID(),
      authorId: people.ana.id,
      body: `${i}`,
      internal: false,
      createdAt: 1_700_000_000_000 + i,
    }));
    const id = randomUUID();
    await admin.mutate('ticket.import', {
      id,
      external: { source: 'old', id },
      title: 'A long story',
      description: '',
      status: 'open',
      priority: 'low',
      categoryId: null,
      requesterId: people.rita.id,
      assigneeId: null,
      teamId: null,
      place: null,
      createdAt: 1_700_000_000_000,
      deadline: null,
      resolvedAt: null,
      closedAt: null,
      tagIds: [],
      messages,
    });
    await admin.sync();
    await until('it asks', () => ear.behind > 0);
    expect(ear.applied).toBe(0);
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toHaveLength(600);
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('the beginning of a stream', () => {
  test('a device that is where the stream begins has nothing to do', async () => {
    const { devices } = await openDesk(fleet, 'ana', 'rita');
    await rounds([...devices]);
    const ears = devices.map((device) => hear(device));
    await until('both listen', () => ears.every((ear) => ear.opened));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(ears.map((ear) => ear.behind)).toEqual([0, 0]);
  });

  test('a hello with another digest, or of another life of the database: behind', async () => {
    expect.hasAssertions();
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    await rounds(devices);
    await ana.file('Pump 4 leaks');
    await ana.sync();
    const stale = hear(ben);
    await until('Ben is behind', () => stale.behind === 1);
    await rounds(devices);
    const sql = connect(fleet.database.superUrl, { max: 1 });
    await sql`update incarnation set id = gen_random_uuid()`;
    await sql.end();
    const reborn = hear(ben);
    await until('Ben is behind again', () => reborn.behind >= 1);
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a change of incarnation while listening wakes', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    const ear = hear(ben);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const sql = connect(fleet.database.superUrl, { max: 1 });
    await sql`update incarnation set id = gen_random_uuid()`;
    await sql.end();
    await title(ana, id, 'after');
    await rounds([ana], 2);
    await until('Ben is woken', () => ear.behind > 0);
    await rounds(devices);
    expect(await titleOn(ben, id)).toBe('after');
    await expectAtRest(fleet, tenant, devices);
  });

  test('streams that come and go while work is done miss nothing', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    let woken = 0;
    for (let i = 0; i < 15; i += 1) {
      const ear = hear(ben);
      await say(ana, id, `note ${i}`);
      await ana.sync();
      await until('it has heard', async () => ear.behind > 0 || (await isAtHeads(ben)));
      if (ear.behind) await ben.sync();
      woken += ear.behind;
      await ear.stop();
    }
    expect(woken).toBeLessThanOrEqual(15);
    expect(await bodiesOn(ben, id)).toHaveLength(15);
    await expectAtRest(fleet, tenant, devices);
  });
});

test('a reader that has stalled is dropped, and costs the others nothing (S7)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  const ear = hear(ben);
  const stalled = await new Promise<IncomingMessage>((resolve) => {
    const headers = { authorization: `Bearer ${ana.token}` };
    get(`${fleet.server.url}/sync/stream`, { headers }, resolve);
  });
  stalled.pause();
  const raw = await RawClient.open(fleet, tenant, tenant.people.admin);
  for (let batch = 0; batch < 320; batch += 1) {
    const mutations = Array.from({ length: 1 }, () =>
      raw.next('message.add', { ticketId: id, id: randomUUID(), body: 'x'.repeat(20_000), internal: false }),
    );
    await raw.push(mutations);
    // Each by the stream alone and before the next: a listener that waited for the stalled one would never get there.
    await until('Ben has heard', () => isAtHeads(ben));
  }
  expect(ear.behind).toBe(0);
  let bytes = 0;
  let ended = false;
  stalled.on('data', (chunk: Buffer) => (bytes += chunk.length));
  stalled.on('end', () => (ended = true));
  stalled.on('error', () => (ended = true));
  stalled.resume();
  await until('the stalled stream has ended', () => ended);
  expect(bytes).toBeLessThan(320 * 20_000);
  stalled.destroy();
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});

test('a device of another tenant hears nothing', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const other = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const [stranger] = other.devices;
  await rounds([ana, stranger]);
  const colleague = await openDevice(fleet, other.tenant, 'ana');
  const ear = hear(stranger);
  await until('it listens', () => ear.opened);
  const id = await ana.file('Pump 4 leaks');
  await ana.sync();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([ear.behind, ear.applied]).toEqual([0, 0]);
  expect(await stranger.db.tickets.get(id)).toBeUndefined();
  // Of its own tenant it hears all.
  await colleague.file('Pump 5 leaks');
  await colleague.sync();
  await until('it hears of its own', () => ear.applied > 0);
  const late = await openDevice(fleet, tenant, 'rolf');
  await expectAtRest(fleet, tenant, [ana, late]);
});

describe('grants that change under an open stream (S1, S7)', () => {
  test('close it before the change itself is sent, for whom they changed alone (S1, S7)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben');
    const [admin, ana, ben] = devices;
    const id = await admin.file('In the north');
    await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
    await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
    await rounds(devices);
    const [hers, his] = [hear(ana), hear(ben)];
    await until('both listen', () => hers.opened && his.opened);
    // Ben is in no team, Ana leaves hers in the very push that writes what she may no longer read.
    const { id: membership } = (await ana.db.directory.where('kind').equals('membership').toArray())[0] ?? {
      id: '',
    };
    const leave = {
      id: membership,
      teamId: tenant.teamId,
      personId: people.ana.id,
      lead: false,
      removed: true,
    };
    await new Promise((resolve) => setTimeout(resolve, 200));
    await admin.mutate('membership.set', leave);
    await say(admin, id, 'NOT-FOR-ANA-ANY-MORE');
    await admin.sync();
    await hers.ended;
    expect(await bodiesOn(ana, id)).not.toContain('NOT-FOR-ANA-ANY-MORE');
    await until('Ben hears of it', () => his.applied > 0);
    await ana.sync();
    expect(await ana.db.tickets.count()).toBe(0);
    expect(ana.wire.join('')).not.toContain('NOT-FOR-ANA');
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });
});
