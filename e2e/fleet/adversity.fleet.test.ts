import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { flush } from '../../app/sync/push.ts';
import { DeviceDatabase } from '../../app/store/database.ts';
import { fork } from '../../app/sync/replica.ts';
import { must } from '../../shared/lib/must.ts';
import { readReplica } from '../../app/store/meta.ts';
import {
  bodiesOn,
  offline,
  online,
  openDesk,
  openDevice,
  pathOf,
  say,
  seeded,
  title,
  titleOn,
} from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds, shownOn } from './invariants.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const never = new AbortController().signal;

async function countOf(
  table: 'verdicts' | 'messages' | 'conflicts' | 'replicas',
  tenantId: string,
): Promise<number> {
  return await asSuper(fleet, async (sql) => {
    const [row] = await sql.unsafe(`select count(*)::int as n from ${table} where tenant_id = $1`, [
      tenantId,
    ]);
    return row?.['n'] as number;
  });
}

describe('the network', () => {
  test('requests that never arrive change nothing, and nothing is lost (O2)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Lift stands still');
    offline(ana);
    for (let i = 0; i < 5; i += 1) {
      await say(ana, id, `note ${i}`);
      await expect(ana.sync()).rejects.toThrow('the network is gone');
    }
    expect(await countOf('verdicts', tenant.id)).toBe(0);
    online(ana);
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toEqual(['note 0', 'note 1', 'note 2', 'note 3', 'note 4']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('replies that never arrive: each change is done once, by its uid (O2)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Lift stands still');
    ana.faults = (path) => (path === '/sync/push' ? 'lose-reply' : 'none');
    for (let i = 0; i < 4; i += 1) {
      await say(ana, id, `note ${i}`);
      await title(ana, id, `Lift stands still, day ${i}`);
      await expect(ana.sync()).rejects.toThrow('the network went away');
    }
    expect(await countOf('messages', tenant.id)).toBe(4);
    online(ana);
    await rounds(devices);
    expect(await bodiesOn(ben, id)).toEqual(['note 0', 'note 1', 'note 2', 'note 3']);
    await expectAtRest(fleet, tenant, devices);
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'any mix of both, on every path, from the first contact on (seed %i)',
    async (seed) => {
      const { tenant, devices } = await openDesk(fleet, 'ana', 'rita');
      const [ana, rita] = devices;
      const random = seeded(seed);
      const shaky = (): 'none' | 'lose-request' | 'lose-reply' =>
        random() < 0.5 ? 'none' : random() < 0.5 ? 'lose-request' : 'lose-reply';
      const id = await rita.file('The heating is cold');
      for (const device of devices) device.faults = shaky;
      for (let i = 0; i < 12; i += 1) {
        for (const device of devices) {
          await say(device, id, `${device.who.name} ${i}`);
          await device.sync().catch(() => undefined);
        }
        const known = (await shownOn(ana)).has(`ticket/${id}`);
        await title(ana, id, `Cold for ${i} days`);
        expect(await titleOn(ana, id)).toBe(known ? `Cold for ${i} days` : undefined);
      }
      for (const device of devices) online(device);
      await rounds(devices);
      expect((await bodiesOn(rita, id)).filter((body) => body.startsWith('Rita'))).toHaveLength(12);
      await expectAtRest(fleet, tenant, devices);
    },
  );

  test('a request that arrives twice, late, is answered as before and does nothing (O2)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const sent: { url: string; init: RequestInit }[] = [];
    const { fetch: through } = ana.replica.transport;
    ana.replica.transport.fetch = async (url, init) => {
      if (pathOf(url) === '/sync/push' && init) sent.push({ url: fleet.server.url + pathOf(url), init });
      return await through(url, init);
    };
    const id = await ana.file('Door is stuck');
    await ana.sync();
    await title(ana, id, 'Door is stuck again');
    await ana.sync();
    const replies: unknown[] = [];
    for (const { url, init } of [...sent, ...sent]) {
      const { signal: _, ...rest } = init;
      replies.push(await (await fetch(url, rest)).json());
    }
    expect(replies).toMatchObject([1, 1, 1, 1].map(() => ({ verdicts: [{ status: 'applied' }] })));
    await rounds(devices);
    expect(await titleOn(ana, id)).toBe('Door is stuck again');
    await expectAtRest(fleet, tenant, devices);
  });

  test('two pushers of one device at once (O2, D5)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Door is stuck');
    for (let i = 0; i < 30; i += 1) await say(ana, id, `note ${i}`);
    await Promise.all([flush(ana.replica, never), flush(ana.replica, never), flush(ana.replica, never)]);
    await rounds(devices);
    expect(await bodiesOn(ana, id)).toHaveLength(30);
    await expectAtRest(fleet, tenant, devices);
    expect(await countOf('replicas', tenant.id)).toBe(2);
  });

  test('two tabs that make the first contact at once', async () => {
    const { tenant } = await openDesk(fleet);
    const ana = await fleet.device(tenant.people.ana, { tenant });
    await Promise.all([ana.sync(), ana.sync()]);
    await ana.file('Door is stuck');
    await rounds([ana]);
    await expectAtRest(fleet, tenant, [ana]);
    expect(await countOf('replicas', tenant.id)).toBe(2);
  });

  test('killed between the verdict and the pull: the change stays on the screen and comes back once (D3, D4)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Door is stuck');
    await ana.sync();
    await title(ana, id, 'Door is stuck again');
    await say(ana, id, 'on my way');
    await flush(ana.replica, never);
    ana.db.close();
    const again = new DeviceDatabase(ana.db.name);
    expect((await again.tickets.get(id))?.ticket.title).toBe('Door is stuck again');
    again.close();
    await ana.db.open();
    expect(await titleOn(ana, id)).toBe('Door is stuck again');
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });

  test('answered while a pull was on its way that cannot have it: the change waits, and stays on the screen (D3, D4)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Door is stuck');
    await rounds(devices);
    await say(ben, id, 'news for Ana');
    await ben.sync();
    const { fetch: through } = ana.replica.transport;
    let brought = false;
    ana.replica.transport.fetch = async (url, init) => {
      if (pathOf(url) !== '/sync/pull') return await through(url, init);
      if (brought) throw new TypeError('the network went away');
      const read = await through(url, init);
      brought = (await read.clone().text()).includes('news for Ana');
      if (!brought) return read;
      await title(ana, id, 'Door is stuck again');
      await flush(ana.replica, never);
      return read;
    };
    await ana.sync().catch(() => undefined);
    expect(await bodiesOn(ana, id)).toEqual(['news for Ana']);
    expect(await ana.db.outbox.where('state').equals('answered').count()).toBe(1);
    expect(await titleOn(ana, id)).toBe('Door is stuck again');
    ana.replica.transport.fetch = through;
    await rounds(devices);
    expect(await ana.db.outbox.count()).toBe(0);
    await expectAtRest(fleet, tenant, devices);
  });

  test('600 changes made offline go over in batches', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const ids: string[] = [];
    for (let i = 0; i < 30; i += 1) ids.push(await ana.file(`Job ${i}`));
    for (let i = 0; i < 570; i += 1) {
      const id = ids[i % ids.length] as string;
      if (i % 3 === 0) await title(ana, id, `Job ${i}`);
      else await say(ana, id, `note ${i}`, i % 2 === 0);
    }
    await rounds(devices);
    expect(await ben.db.tickets.count()).toBe(30);
    await expectAtRest(fleet, tenant, devices);
  });

  test('verdicts that come late do not answer what another identity now offers again (O3)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Door is stuck');
    await ana.sync();
    const me = must(await readReplica(ana.db), 'replica');
    await title(ana, id, 'Door is stuck again');
    await say(ana, id, 'said once');
    const { fetch: through } = ana.replica.transport;
    let pushes = 0;
    ana.replica.transport.fetch = async (url, init) => {
      const response = await through(url, init);
      // Another tab is told meanwhile that this profile was copied.
      if (pathOf(url) === '/sync/push' && (pushes += 1) === 1) await fork(ana.replica, me.id);
      return response;
    };
    await flush(ana.replica, never);
    ana.replica.transport.fetch = through;
    expect((await readReplica(ana.db))?.id).not.toBe(me.id);
    // The first answer was to nobody: both were offered again, and only then answered.
    expect(pushes).toBe(2);
    await rounds(devices);
    expect(await ana.db.outbox.count()).toBe(0);
    expect(await bodiesOn(ana, id)).toEqual(['said once']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a reply that comes late, after the device took a new identity, is dropped (O3)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Door is stuck');
    await ana.sync();
    const me = await readReplica(ana.db);
    // A profile that went back by one change: its next counter is taken.
    await title(ana, id, 'Door is stuck again');
    await ana.sync();
    if (!me) throw new Error('no replica');
    await ana.db.meta.put(me);
    await say(ana, id, 'first after the restore');
    let release = (): void => undefined;
    let held = 0;
    const { fetch: through } = ana.replica.transport;
    ana.replica.transport.fetch = async (url, init) => {
      const response = await through(url, init);
      if (pathOf(url) !== '/sync/push' || (held += 1) > 1) return response;
      await new Promise<void>((resolve) => (release = resolve));
      return response;
    };
    const late = flush(ana.replica, never);
    while (held === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await flush(ana.replica, never);
    const identity = (await readReplica(ana.db))?.id;
    expect(identity).not.toBe(me.id);
    release();
    await late;
    expect((await readReplica(ana.db))?.id).toBe(identity);
    await rounds(devices);
    expect(await bodiesOn(ana, id)).toEqual(['first after the restore']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a first fill that breaks off anywhere goes on, and brings everything (S5)', async () => {
    expect.hasAssertions();
    const { tenant, people, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) ids.push(await ana.file(`Job ${i}`, people.rita));
    for (const id of ids) await say(ana, id, 'on my way');
    await ana.sync();
    const all: Device[] = [ana];
    for (const lines of [1, 2, 3, 4, 5, 6, 8, 10, 12]) {
      const rita = await fleet.device(people.rita, { tenant });
      const { fetch: through } = rita.replica.transport;
      let cut = true;
      rita.replica.transport.fetch = async (url, init) => {
        const response = await through(url, init);
        if (pathOf(url) !== '/sync/fill' || !cut) return response;
        cut = false;
        const kept = (await response.text()).split('\n').slice(0, lines).join('\n');
        return new Response(`${kept}\n`, { headers: { 'content-type': 'application/x-ndjson' } });
      };
      await rita.sync().catch(() => undefined);
      all.push(rita);
    }
    await rounds(all);
    await expectAtRest(fleet, tenant, all);
  });

  test('more than one page, broken off between two (S4)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ben', 'rita');
    const [admin, ben] = devices;
    for (let i = 0; i < 10; i += 1) {
      const messages = Array.from({ length: 300 }, (_, m) => ({
        id: randomUUID(),
        authorId: people.ana.id,
        body: `message ${m}`,
        internal: m % 2 === 0,
        createdAt: 1_700_000_000_000 + m,
      }));
      await admin.mutate('ticket.import', {
        id: randomUUID(),
        external: { source: 'old', id: `T-${i}` },
        title: `Old ticket ${i}`,
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
        tagIds: [tenant.tagId],
        messages,
      });
    }
    await admin.sync();
    let pulls = 0;
    ben.faults = (path) => (path === '/sync/pull' && (pulls += 1) === 2 ? 'lose-reply' : 'none');
    await expect(ben.sync()).rejects.toThrow('the network went away');
    expect(await ben.db.tickets.count()).toBeLessThan(10);
    await rounds(devices);
    expect(pulls).toBeGreaterThan(2);
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('clocks', () => {
  const yearMs = 365.25 * 86_400_000;

  test('a device in 2099 and one in 1999 work with the rest; times, numbers and order are right (M2)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin');
    const [admin] = devices;
    const ana = await openDevice(fleet, tenant, 'ana', { clockOffMs: 73 * yearMs });
    const ben = await openDevice(fleet, tenant, 'ben', { clockOffMs: -27 * yearMs });
    const all = [admin, ana, ben];
    const from = Date.now();
    const ids = [
      await ana.file('From the future', people.rita),
      await ben.file('From the past', people.rita),
    ];
    await rounds(all);
    for (const id of ids) {
      for (const device of all) {
        await title(device, id, `by ${device.who.name}`);
        await rounds(all, 2);
        for (const other of all) expect(await titleOn(other, id)).toBe(`by ${device.who.name}`);
      }
      const ticket = (await admin.db.tickets.get(id))?.ticket;
      expect(Math.abs((ticket?.createdAt ?? 0) - from)).toBeLessThan(600_000);
    }
    await expectAtRest(fleet, tenant, all);
    const month = new Date(from).toISOString().slice(0, 7).replace('-', '');
    const numbers = (await admin.db.tickets.toArray()).map(({ ticket }) => ticket.number?.slice(0, 6));
    expect(numbers).toEqual([month, month]);
  });
});
