import 'fake-indexeddb/auto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKeptFiles } from '../../app/queries/files.ts';
import { draftFiles, dropFiles, evictCopies, readBytes } from '../../app/store/files.ts';
import { fileSpace, keepTicket, missingOfKept } from '../../app/store/kept-files.ts';
import { COPY_BYTES_MAX, KEPT_BYTES_MAX } from '../../app/store/kept-room.ts';
import { withRoom } from '../../app/store/room.ts';
import { contentOf } from '../../app/sync/fetch-file.ts';
import { runFetchLane } from '../../app/sync/fetch-lane.ts';
import { runFileLane } from '../../app/sync/file-lane.ts';
import { sendFiles } from '../../app/sync/send-files.ts';
import { attach, bytesOf, choose, rowOn } from './attaching.ts';
import { openDesk, say } from './desk.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { rounds } from './invariants.ts';

// Copies of what the office has: fetched when somebody looks, or kept for where there is no network (SPEC F3).

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const signal = new AbortController().signal;

test('on a full device what is kept pushes out nothing that is kept, and is not fetched for ever', async () => {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const ticketId = await ana.file('Pump');
  const ids = [
    await attach(ana, ticketId, bytesOf(1_000)),
    await attach(ana, ticketId, bytesOf(2_000)),
    await attach(ana, ticketId, bytesOf(3_000)),
  ];
  await ana.sync();
  await sendFiles(ana.replica, signal);
  await rounds(devices);
  // Room for two.
  let fetched = 0;
  ben.faults = (path) => {
    if (path.startsWith('/files/')) fetched += 1;
    return 'none';
  };
  ben.db.fileBytes.hook('creating', function (_key, { blob }) {
    if (blob.size === 3_000) throw new DOMException('no room', 'QuotaExceededError');
  });
  await keepTicket(ben.db, ticketId, true);
  const end = new AbortController();
  const lane = runFetchLane(ben.replica, (work) => work(), end.signal);
  await expect.poll(async () => (await ben.db.keptTickets.get(ticketId))?.noRoom).toBe(true);
  await delay(300);
  const here = (await ben.db.files.toArray()).map((file) => file.id);
  expect([here.toSorted(), fetched]).toEqual([ids.slice(0, 2).toSorted(), 3]);
  // Words that need the room take it; what was kept does not come back and take it again.
  await evictCopies(ben.db, 0, true);
  await delay(300);
  expect([await ben.db.files.count(), fetched]).toEqual([0, 3]);
  await keepTicket(ben.db, ticketId, true);
  await expect.poll(() => ben.db.files.count()).toBe(2);
  end.abort();
  await lane;
});
test('what is only here is never let go of for room; copies are, those not looked at for longest first', async () => {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const ticketId = await ben.file('Pump');
  const ids: string[] = [];
  for (const n of [1_000, 2_000, 3_000]) ids.push(await attach(ben, ticketId, bytesOf(n)));
  await ben.sync();
  await sendFiles(ben.replica, signal);
  await rounds(devices);
  for (const id of ids) {
    await contentOf(ana.replica, (await rowOn(ana, ticketId, id))!);
    await delay(3);
  }
  await contentOf(ana.replica, (await rowOn(ana, ticketId, ids[0] ?? ''))!);
  const draft = await choose(ana, ticketId, bytesOf(9_000));
  expect(await fileSpace(ana.db)).toMatchObject({ own: 9_000, copies: 6_000, copyCount: 3 });
  await evictCopies(ana.db, 4_500);
  expect((await ana.db.files.toArray()).map(({ id }) => id)).toSatisfy(
    (left: string[]) =>
      left.length === 3 && [ids[0], ids[2], draft.id].every((id) => left.includes(id ?? '')),
  );
  await evictCopies(ana.db, 0);
  expect((await ana.db.files.toArray()).map(({ id }) => id)).toEqual([draft.id]);
  expect(await draftFiles(ana.db, ticketId)).toMatchObject([{ id: draft.id }]);
  await dropFiles(ana.db, [draft.id]);
  expect(await ana.db.fileBytes.count()).toBe(0);
});
test('what was taken here and has been sent is a copy too: it gives way, but not what is unsent, nor what is kept', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const [ticketId, keptId] = [await ana.file('Pump'), await ana.file('Gate')];
  await keepTicket(ana.db, keptId, true);
  // What lies here is no matter of real bytes: their number is enough, and each is said to be most of what copies may take.
  const attachLarge = async (on: string): Promise<string> => {
    const id = await attach(ana, on, bytesOf(1_000));
    await ana.sync();
    await sendFiles(ana.replica, signal);
    await ana.db.files.update(id, { bytes: COPY_BYTES_MAX * 0.6 });
    return id;
  };
  const kept = await attachLarge(keptId);
  const first = await attachLarge(ticketId);
  const second = await attachLarge(ticketId);
  const draft = await choose(ana, ticketId, bytesOf(2_000));
  const waiting = await attach(ana, ticketId, bytesOf(3_000));
  const here = async () => new Set((await ana.db.files.toArray()).map(({ id }) => id));
  expect(await here()).toEqual(new Set([kept, first, second, draft.id, waiting]));
  // The next one that is through.
  await ana.sync();
  await sendFiles(ana.replica, signal);
  expect(await here()).toEqual(new Set([kept, second, draft.id, waiting]));
  expect(await readBytes(ana.db, first, 'content')).toBeUndefined();
  expect(await readBytes(ana.db, kept, 'content')).toBeDefined();
});
test('a device without room for a picture keeps the words, and says so of the picture alone (D6)', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const ticketId = await ana.file('Pump');
  const full = (): never => {
    throw new DOMException('no room', 'QuotaExceededError');
  };
  ana.db.fileBytes.hook('creating', full);
  await expect(choose(ana, ticketId, bytesOf(10))).rejects.toMatchObject({ name: 'QuotaExceededError' });
  expect(await ana.db.files.count()).toBe(0);
  expect(await say(ana, ticketId, 'the words are kept')).toHaveProperty('uid');
  ana.db.fileBytes.hook('creating').unsubscribe(full);
});
test('what may be kept is bounded: beyond it nothing changes, it is told what has the room, and it goes when it is said', async () => {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const tickets = [await ana.file('Pump'), await ana.file('Gate'), await ana.file('Roof')] as const;
  const ids: string[] = [];
  for (const on of tickets) ids.push(await attach(ana, on, bytesOf(1_000)));
  await ana.sync();
  await sendFiles(ana.replica, signal);
  await rounds(devices);
  // What lies here is no matter of real bytes: what the rows say is enough.
  const saidToBe = (ticketId: string, share: number) =>
    ben.db.tickets
      .where('id')
      .equals(ticketId)
      .modify(({ more }) => {
        for (const row of more?.attachment ?? []) row.bytes = KEPT_BYTES_MAX * share;
      });
  const [pump, gate, roof] = tickets;
  await saidToBe(pump, 0.6);
  await saidToBe(gate, 0.3);
  await saidToBe(roof, 0.5);
  expect(await keepTicket(ben.db, pump, true)).toBeNull();
  expect(await keepTicket(ben.db, gate, true)).toBeNull();
  // Own files that are only here take none of it.
  const mine = await choose(ben, roof, bytesOf(2_000));
  await ben.db.files.update(mine.id, { bytes: KEPT_BYTES_MAX });
  expect(await keepTicket(ben.db, roof, true)).toMatchObject({
    wanted: KEPT_BYTES_MAX * 0.5,
    left: expect.closeTo(KEPT_BYTES_MAX * 0.1, 0) as number,
    shares: [
      { ticketId: pump, title: 'Pump', bytes: KEPT_BYTES_MAX * 0.6 },
      { ticketId: gate, title: 'Gate' },
    ],
  });
  expect((await ben.db.keptTickets.toArray()).map(({ id }) => id).toSorted()).toEqual(
    [pump, gate].toSorted(),
  );
  // One that grows past it after it was kept: the rest waits, and the ticket says why.
  await saidToBe(gate, 0.5);
  const coming = async () => new Set((await missingOfKept(ben.db)).map(({ id }) => id));
  expect((await coming()).size).toBe(1);
  const kept = await Promise.all([pump, gate].map(async (id) => (await readKeptFiles(ben.db, id)).lacks));
  expect(new Set(kept)).toEqual(new Set(['bound', null]));
  expect(await keepTicket(ben.db, pump, false)).toBeNull();
  expect(await coming()).toEqual(new Set([ids[1]]));
  expect(await keepTicket(ben.db, roof, true)).toBeNull();
  expect(await coming()).toEqual(new Set([ids[1], ids[2]]));
  // The device's own photo is there whatever else had to be.
  expect(await readBytes(ben.db, mine.id, 'content')).toBeDefined();
});
test('on a full device a photo pushes out copies, and what is kept stays; words may take that as well', async () => {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const [kept, other] = [await ana.file('Pump'), await ana.file('Gate')];
  const ids = [await attach(ana, kept, bytesOf(1_000)), await attach(ana, other, bytesOf(2_000))] as const;
  await ana.sync();
  await sendFiles(ana.replica, signal);
  await rounds(devices);
  await keepTicket(ben.db, kept, true);
  await contentOf(ben.replica, (await rowOn(ben, kept, ids[0]))!);
  await contentOf(ben.replica, (await rowOn(ben, other, ids[1]))!);
  ben.db.fileBytes.hook('creating', function (_key, { blob }) {
    if (blob.size === 3_000) throw new DOMException('no room', 'QuotaExceededError');
  });
  await expect(choose(ben, kept, bytesOf(3_000))).rejects.toMatchObject({ name: 'QuotaExceededError' });
  expect((await ben.db.files.toArray()).map(({ id }) => id)).toEqual([ids[0]]);
  let full = 2;
  const words = async () => {
    if (full-- > 0) throw new DOMException('no room', 'QuotaExceededError');
  };
  await ben.db.sent.clear();
  await withRoom(ben.db, words);
  expect(await ben.db.files.count()).toBe(0);
  expect(await readKeptFiles(ben.db, kept)).toMatchObject({ kept: true, lacks: 'device', here: 0 });
});
test('the files of a ticket that is kept come by themselves and stay; of one that is taken away nothing stays (S1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'admin');
  const [ana, ben, admin] = devices;
  const ticketId = await ana.file('Pump');
  const first = await attach(ana, ticketId, bytesOf(2_000));
  await ana.sync();
  await sendFiles(ana.replica, signal);
  await rounds(devices);
  const end = new AbortController();
  const lane = Promise.all([
    runFileLane(ben.replica, (work) => work(), end.signal),
    runFetchLane(ben.replica, (work) => work(), end.signal),
  ]);
  await delay(50);
  expect(await ben.db.files.count()).toBe(0);
  await keepTicket(ben.db, ticketId, true);
  await expect.poll(() => readBytes(ben.db, first, 'content')).toBeDefined();
  const second = await attach(ana, ticketId, bytesOf(3_000));
  await ana.sync();
  await sendFiles(ana.replica, signal);
  await ben.sync();
  await expect.poll(() => readBytes(ben.db, second, 'content')).toBeDefined();
  await evictCopies(ben.db, 1);
  expect(await ben.db.files.count()).toBe(2);
  await keepTicket(ben.db, ticketId, false);
  await evictCopies(ben.db, 3_000);
  expect(await ben.db.files.count()).toBe(1);
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await admin.mutate('ticket.assign', { ticketId, assigneeId: null, teamId: tenant.teamId });
  await admin.sync();
  await ben.sync();
  expect(await ben.db.tickets.get(ticketId)).toBeUndefined();
  await expect.poll(() => ben.db.fileBytes.count()).toBe(0);
  end.abort();
  await lane;
});
