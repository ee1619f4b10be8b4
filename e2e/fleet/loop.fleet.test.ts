import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Latch } from '../../app/sync/latch.ts';
import { runLoop } from '../../app/sync/loop.ts';
import { openDesk, openDevice, say, seeded, title, type Who } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds, track } from './invariants.ts';

// The loop as an open tab runs it: rounds, stream and timers together, several devices at once, over a bad network.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

interface Running {
  kick: Latch;
  stop(): Promise<void>;
}

function run(device: Device): Running {
  const abort = new AbortController();
  const kick = new Latch();
  const running = runLoop(device.replica, (work) => work(), kick, abort.signal);
  return {
    kick,
    stop: async () => {
      abort.abort();
      kick.set();
      await running;
    },
  };
}

/** Well below the poll of a loop, which comes every minute whatever happens. */
const IN_SECONDS_MS = 40_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function eventually(check: () => Promise<void>, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(100);
    }
  }
}

test('with the network up everybody comes to rest by themselves, without a further kick', async () => {
  expect.hasAssertions();
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  const id = await ana.file('Pump 4 leaks', people.rita);
  await rounds(devices);
  const loops = devices.map((device) => run(device));
  await pause(300);
  for (let i = 0; i < 10; i += 1) {
    await say(rita, id, `Rita ${i}`);
    await title(ana, id, `turn ${i}`);
    await ben.mutate('ticket.move', { ticketId: id, to: i % 2 ? 'pending' : 'open', reason: null });
    await pause(15);
  }
  await eventually(async () => {
    let refused = 0;
    for (const device of devices) refused += await device.db.outbox.where('state').equals('refused').count();
    await expectAtRest(fleet, tenant, devices, { refused });
  }, IN_SECONDS_MS);
  await Promise.all(loops.map((loop) => loop.stop()));
});

test.each([1, 2])('over a network that loses one request in four (seed %i)', async (seed) => {
  expect.hasAssertions();
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  const random = seeded(seed);
  const id = await ana.file('Pump 4 leaks', people.rita);
  await rounds(devices);
  for (const device of devices) {
    device.faults = () => (random() < 0.75 ? 'none' : random() < 0.5 ? 'lose-request' : 'lose-reply');
  }
  const loops = devices.map((device) => run(device));
  for (let i = 0; i < 12; i += 1) {
    await say(rita, id, `Rita ${i}`);
    await say(ben, id, `Ben ${i}`, i % 2 === 0);
    await title(ana, id, `turn ${i}`);
    await ana.mutate('ticket.set-requester', {
      ticketId: id,
      requesterId: i % 3 ? people.rita.id : people.rolf.id,
    });
    await pause(80);
  }
  for (const device of devices) device.faults = () => 'none';
  for (const loop of loops) loop.kick.set();
  await eventually(async () => {
    let refused = 0;
    for (const device of devices) refused += await device.db.outbox.where('state').equals('refused').count();
    await expectAtRest(fleet, tenant, devices, { refused });
  }, IN_SECONDS_MS);
  await Promise.all(loops.map((loop) => loop.stop()));
});

test('six devices that push the same tickets at the same moment (L1)', async () => {
  expect.hasAssertions();
  const who: Who[] = ['admin', 'ana', 'ana', 'ben', 'ben', 'rita'];
  const { tenant, people, devices } = await openDesk(fleet, ...who);
  const [admin] = devices as [Device];
  const ids: string[] = [];
  for (let i = 0; i < 4; i += 1) ids.push(await admin.file(`Job ${i}`, people.rita));
  await rounds([...devices]);
  const random = seeded(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  for (let round = 0; round < 3; round += 1) {
    for (const device of devices) {
      for (let i = 0; i < 3; i += 1) {
        const ticketId = pick(ids);
        await say(device, ticketId, `${round} ${i}`);
        await title(device, ticketId, `${device.who.name} ${round} ${i}`);
        await device.mutate('ticket.set-requester', {
          ticketId,
          requesterId: pick([people.rita.id, people.rolf.id]),
        });
        await device.mutate(pick(['tag.add', 'tag.remove']), { ticketId, tagId: tenant.tagId });
      }
    }
    await Promise.all(devices.map((device) => device.sync()));
  }
  await rounds([...devices]);
  let refused = 0;
  for (const device of devices) refused += await device.db.outbox.where('state').equals('refused').count();
  await expectAtRest(fleet, tenant, [...devices], { refused });
});

test('devices that fill while tickets move between requesters end with neither too much nor too little (S3, S5)', async () => {
  expect.hasAssertions();
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const ids: string[] = [];
  for (let i = 0; i < 20; i += 1) ids.push(await admin.file(`Job ${i}`, i % 2 ? people.rita : people.rolf));
  for (const id of ids) await say(admin, id, 'hello');
  await rounds(devices);
  const joined: Device[] = [];
  let moving = true;
  const movers = [admin, ana].map(async (device, m) => {
    for (let i = 0; moving; i += 1) {
      const ticketId = ids[(i * 7 + m) % ids.length] as string;
      await device.mutate('ticket.set-requester', {
        ticketId,
        requesterId: (i % 3 ? people.rita : people.rolf).id,
      });
      await say(device, ticketId, `${i}`, i % 4 === 0);
      await device.sync();
    }
  });
  for (let i = 0; i < 5; i += 1) {
    joined.push(await openDevice(fleet, tenant, (['rita', 'rolf', 'ben'] as const)[i % 3] as Who));
    await Promise.all(joined.map((device) => device.sync()));
  }
  moving = false;
  await Promise.all(movers);
  const all = [...devices, ...joined];
  await rounds(all);
  await expectAtRest(fleet, tenant, all);
});

test('work done before the very first contact is kept, shown, and arrives', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const rita = await fleet.device(people.rita, { tenant });
  track(rita);
  const id = await rita.file('Filed before any contact');
  await say(rita, id, 'and a word more');
  rita.faults = () => 'lose-request';
  await expect(rita.sync()).rejects.toThrow('the network is gone');
  await rita.mutate('message.add', {
    ticketId: id,
    id: randomUUID(),
    body: 'still nothing',
    internal: false,
  });
  expect((await rita.db.tickets.get(id))?.ticket.title).toBe('Filed before any contact');
  expect((await rita.db.threads.get(id))?.messages).toHaveLength(2);
  rita.faults = (path) => (path === '/sync/replicas' ? 'lose-reply' : 'none');
  await expect(rita.sync()).rejects.toThrow('the network went away');
  rita.faults = () => 'none';
  await rounds([rita, ana]);
  expect((await ana.db.threads.get(id))?.messages).toHaveLength(2);
  await expectAtRest(fleet, tenant, [rita, ana]);
});
