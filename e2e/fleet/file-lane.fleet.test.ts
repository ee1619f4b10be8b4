import 'fake-indexeddb/auto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { must } from '../../shared/lib/must.ts';
import { readErrors } from '../../app/store/error-log.ts';
import { draftFiles, readBytes, readyFiles, unsentFiles } from '../../app/store/files.ts';
import { readStatus } from '../../app/queries/sync-status.ts';
import { readKeptFiles } from '../../app/queries/files.ts';
import { keepTicket, missingOfKept } from '../../app/store/kept-files.ts';
import { dropRefused, readRefused } from '../../app/store/refused.ts';
import { readSync } from '../../app/store/meta.ts';
import { noteFailure } from '../../app/sync/failure.ts';
import { contentOf } from '../../app/sync/fetch-file.ts';
import { runFileLane, sendFilesAlone } from '../../app/sync/file-lane.ts';
import { ServerError } from '../../app/sync/http.ts';
import { sendFiles } from '../../app/sync/send-files.ts';
import { aboutDevice } from '../../app/session/about-device.ts';
import { countUnsent } from '../../app/session/unsent.ts';
import { createApp } from '../../sync-server/app.ts';
import { attach, bytesOf, choose, rowOn, sendWith } from './attaching.ts';
import { offline, online, openDesk } from './desk.ts';
import { sha256 } from './file-client.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// Words go first, and bytes by a way of their own: from where the office has got to, whatever broke before (SPEC F1).

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const signal = new AbortController().signal;

test('words are there at once; the file shows whose device it is on, then it is everybody’s who sees the ticket (F1, F3)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  const ticketId = await ana.file('Pump', tenant.people.rita);
  await rounds(devices);
  offline(ana);
  const content = bytesOf(700_000);
  const id = await attach(ana, ticketId, content);
  expect(await rowOn(ana, ticketId, id)).toMatchObject({ storedAt: null, authorId: ana.who.id });
  expect(await sendFiles(ana.replica, signal)).toBe(0);
  online(ana);
  await rounds(devices);
  expect(await rowOn(ben, ticketId, id)).toMatchObject({ name: 'report.pdf', storedAt: null });
  await expect(contentOf(ben.replica, (await rowOn(ben, ticketId, id))!)).rejects.toMatchObject({
    code: 'not-yet-here',
  });
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  await rounds(devices);
  for (const device of devices) {
    const row = await rowOn(device, ticketId, id);
    expect(row?.storedAt).toBeGreaterThan(0);
    expect(sha256(new Uint8Array(await (await contentOf(device.replica, row!)).arrayBuffer()))).toBe(
      sha256(content),
    );
  }
  expect(await countUnsent(ana.db)).toBe(0);
  await expectAtRest(fleet, tenant, devices);
  // A copy needs no network any more.
  offline(rita);
  expect((await contentOf(rita.replica, (await rowOn(rita, ticketId, id))!)).size).toBe(700_000);
  online(rita);
});
test('cut in the middle, the server started anew, two senders at once: it goes on where it was, and is there once (F1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const ticketId = await ana.file('Pump');
  const content = bytesOf(1_600_000);
  const id = await attach(ana, ticketId, content);
  await ana.sync();
  ana.replica.pace.piece = 100_000;
  // The third piece arrives and its answer does not; the fifth never leaves.
  let puts = 0;
  ana.faults = (path) => {
    if (!path.endsWith('/upload')) return 'none';
    puts += 1;
    return puts === 4 ? 'lose-reply' : puts === 7 ? 'lose-request' : 'none';
  };
  await expect(sendFiles(ana.replica, signal)).rejects.toThrow('went away');
  expect((await unsentFiles(ana.db))[0]?.sent).toBe(300_000);
  await expect(sendFiles(ana.replica, signal)).rejects.toThrow('is gone');
  const before = (await unsentFiles(ana.db))[0]?.sent ?? 0;
  expect(before).toBe(900_000);
  // A server that knows nothing but what is on its disk.
  const fresh = createApp(fleet.server.parts);
  const { transport } = ana.replica;
  const began: number[] = [];
  ana.replica.transport = {
    origin: 'http://localhost',
    fetch: async (input, init) => {
      const at = new URL(input as string).searchParams.get('at');
      if (at !== null) began.push(Number(at));
      return await fresh.fetch(new Request(input, { ...init, duplex: 'half' } as RequestInit), {});
    },
  };
  ana.replica.pace.piece = 250_000;
  const both = await Promise.allSettled([sendFiles(ana.replica, signal), sendFiles(ana.replica, signal)]);
  expect(
    both.map((one) => (one.status === 'rejected' ? String(one.reason.code ?? one.reason) : 'done')),
  ).toContain('done');
  await sendFiles(ana.replica, signal);
  expect(Math.min(...began)).toBeGreaterThanOrEqual(before);
  ana.replica.transport = transport;
  online(ana);
  await rounds(devices);
  const row = await rowOn(ben, ticketId, id);
  expect(sha256(new Uint8Array(await (await contentOf(ben.replica, row!)).arrayBuffer()))).toBe(
    sha256(content),
  );
  const [found] = await asSuper(
    fleet,
    (sql) =>
      sql`select count(*)::int as told from audit where action = 'attachment.stored' and tenant_id = ${tenant.id}`,
  );
  expect(found).toEqual({ told: 1 });
  await expectAtRest(fleet, tenant, devices);
});
test('killed after all had come and before that was told: the next question tells it (F2)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const ticketId = await ana.file('Pump');
  const content = bytesOf(50_000);
  const id = await attach(ana, ticketId, content);
  await ana.sync();
  const arriving = join(fleet.server.parts.env.filesDir, 'arriving', tenant.id, ticketId);
  await mkdir(arriving, { recursive: true });
  await writeFile(join(arriving, id), content);
  const { transport } = ana.replica;
  const pieces: string[] = [];
  transport.fetch = new Proxy(transport.fetch, {
    apply(fetch, self, [url, init]: Parameters<typeof transport.fetch>) {
      if ((url as string).includes('?at=')) pieces.push(url as string);
      return Reflect.apply(fetch, self, [url, init]);
    },
  });
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  expect(pieces).toEqual([]);
  await ana.sync();
  expect((await rowOn(ana, ticketId, id))?.storedAt).toBeGreaterThan(0);
});
test('one file in trouble keeps neither words nor other files, and says what it is; it is tried again later', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const ticketId = await ana.file('Pump');
  const { env } = fleet.server.parts;
  const before = env.fileQuota;
  env.fileQuota = { person: 60_000, tenant: 1_000_000 };
  const large = await attach(ana, ticketId, bytesOf(100_000));
  const small = await attach(ana, ticketId, bytesOf(1_000));
  await ana.sync();
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  expect(await unsentFiles(ana.db)).toMatchObject([{ id: large, problem: 'quota-person' }]);
  expect((await ana.db.files.get(small))?.state).toBe('stored');
  // Among the last errors it stands once, however often it is tried; by its code alone.
  ana.clockOffMs += 2 * 3_600_000;
  expect(await sendFiles(ana.replica, signal)).toBe(0);
  const noted = await readErrors(ana.db);
  expect(noted).toMatchObject([
    { source: 'files', name: 'ServerError', code: 'quota-person', status: expect.any(Number), times: 1 },
  ]);
  expect(JSON.stringify(noted)).not.toMatch(/report|pdf/);
  env.fileQuota = before;
  expect(await sendFiles(ana.replica, signal)).toBe(0);
  ana.clockOffMs += 2 * 3_600_000;
  expect(await sendFiles(ana.replica, signal)).toBe(1);
});
test('one file that the office stumbles over holds up nobody, and is asked about again soon', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const ticketId = await ana.file('Pump');
  const [broken, fine] = [
    await attach(ana, ticketId, bytesOf(1_000)),
    await attach(ana, ticketId, bytesOf(2_000)),
  ];
  await ana.sync();
  // What nobody foresaw: its place on the disk is taken by something that is no file.
  const arriving = join(fleet.server.parts.env.filesDir, 'arriving', tenant.id, ticketId, broken);
  await mkdir(join(arriving, 'in-the-way'), { recursive: true });
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  expect((await ana.db.files.get(fine))?.state).toBe('stored');
  expect(await unsentFiles(ana.db)).toMatchObject([{ id: broken, problem: 'internal' }]);
  expect(await sendFiles(ana.replica, signal)).toBe(0);
  await rm(arriving, { recursive: true });
  ana.clockOffMs += 61_000;
  expect(await sendFiles(ana.replica, signal)).toBe(1);
});
test('a wish of the server for patience holds for files too, in the worker as on a page, whoever was told (R1)', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const ticketId = await ana.file('Pump');
  await attach(ana, ticketId, bytesOf(300_000));
  await ana.sync();
  ana.replica.pace.piece = 100_000;
  const { transport } = ana.replica;
  const askedAt: number[] = [];
  let busy = false;
  ana.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      askedAt.push(performance.now());
      if (!busy) return await transport.fetch(input, init);
      busy = false;
      return Response.json(
        { code: 'busy', message: 'Busy.' },
        { status: 503, headers: { 'retry-after': '2' } },
      );
    },
  };
  const whole = async () => await sendFilesAlone(ana.replica, (work) => work(), signal);
  // Told to somebody else, before it began.
  ana.replica.random = () => 0;
  await noteFailure(ana.replica, new ServerError('busy', 503, 'Busy.', 1_000));
  const from = performance.now();
  busy = true;
  await expect(whole()).rejects.toThrow('Busy.');
  expect(askedAt).toHaveLength(1);
  expect((askedAt[0] ?? 0) - from).toBeGreaterThan(990);
  // Told to the files: it is kept for everybody, and for them when they come again.
  expect((await readSync(ana.db)).pausedMs).toBe(2_000);
  await whole();
  expect((askedAt[1] ?? 0) - (askedAt[0] ?? 0)).toBeGreaterThan(1_990);
  expect(await unsentFiles(ana.db)).toEqual([]);
});
test('what is told of a device counts photos that are only there, also once their words are through', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  // What this runs in has none that is a browser's.
  vi.stubGlobal('navigator', { userAgent: 'Chrome' });
  const told = async () => await aboutDevice(ana.db)();
  const ticketId = await ana.file('Pump');
  await ana.sync();
  expect(await told()).toMatchObject({ unsent: 0, oldestAt: null });
  const id = await attach(ana, ticketId, bytesOf(1_000));
  const file = must(await ana.db.files.get(id), 'file');
  // The words, and the file: that it is put there is no third.
  expect(await told()).toMatchObject({ unsent: 2, oldestAt: file.at });
  await ana.sync();
  expect(await ana.db.outbox.where('state').equals('queued').count()).toBe(0);
  expect(await told()).toMatchObject({ unsent: 1, oldestAt: file.at });
  expect(await readStatus(ana.db)).toMatchObject({ oldestAt: null, files: 1, oldestFileAt: file.at });
  await choose(ana, ticketId, bytesOf(10));
  expect(await told()).toMatchObject({ unsent: 1 });
  await sendFiles(ana.replica, signal);
  expect(await told()).toMatchObject({ unsent: 0, oldestAt: null });
  expect(await readStatus(ana.db)).toMatchObject({ files: 0, oldestFileAt: null });
  vi.unstubAllGlobals();
});
test('the lane sends by itself once the words are through, and rests while the network is away', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const ticketId = await ana.file('Pump');
  const end = new AbortController();
  const id = await attach(ana, ticketId, bytesOf(10_000));
  await ana.sync();
  let asked = 0;
  ana.replica.random = () => 0.99;
  ana.faults = (path) => {
    if (!path.startsWith('/files/')) return 'none';
    asked += 1;
    return 'lose-request';
  };
  const lane = runFileLane(ana.replica, (work) => work(), end.signal);
  await expect.poll(() => asked).toBeGreaterThan(0);
  await delay(300);
  expect(asked).toBeLessThanOrEqual(2);
  online(ana);
  await ana.sync();
  await expect.poll(async () => (await ana.db.files.get(id))?.state).toBe('stored');
  end.abort();
  await lane;
});
test('a refused message keeps its file here until its person lets go of both; a refused file is named', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'admin');
  const [ana, admin] = devices;
  const ticketId = await ana.file('Pump');
  await rounds(devices);
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await admin.sync();
  await admin.mutate('ticket.assign', { ticketId, assigneeId: null, teamId: tenant.otherTeamId });
  await admin.mutate('ticket.set-requester', { ticketId, requesterId: tenant.people.rolf.id });
  await admin.sync();
  const id = await attach(ana, ticketId, bytesOf(100));
  await ana.sync();
  expect(await readyFiles(ana.db, Date.now())).toEqual([]);
  // Nothing of it is on its way: it waits for its person.
  expect(await readStatus(ana.db)).toMatchObject({
    state: 'synced',
    files: 0,
    filesStuck: 0,
    oldestFileAt: null,
  });
  const [tree] = await readRefused(ana.db);
  expect(tree?.entry.name).toBe('message.add');
  expect(tree?.dependants).toMatchObject([{ name: 'attachment.add', args: { name: 'report.pdf' } }]);
  expect(await countUnsent(ana.db)).toBe(2);
  expect(await readBytes(ana.db, id, 'content')).toBeDefined();
  await dropRefused(ana.db, ana.replica.actor, tree?.entry.seq ?? 0);
  expect(await readBytes(ana.db, id, 'content')).toBeUndefined();
  expect(await countUnsent(ana.db)).toBe(0);
});
test('a file whose ticket was taken away before its bytes went is named, and goes when the ticket is back (F1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'admin');
  const [ana, admin] = devices;
  const ticketId = await admin.file('Pump', tenant.people.rolf);
  await admin.sync();
  await admin.mutate('ticket.assign', { ticketId, assigneeId: null, teamId: tenant.teamId });
  await rounds(devices);
  const id = await attach(ana, ticketId, bytesOf(100));
  await ana.sync();
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await admin.mutate('ticket.assign', { ticketId, assigneeId: null, teamId: tenant.otherTeamId });
  await rounds(devices);
  expect(await ana.db.tickets.get(ticketId)).toBeUndefined();
  expect(await sendFiles(ana.replica, signal)).toBe(0);
  expect(await unsentFiles(ana.db)).toMatchObject([{ id, problem: 'not-found' }]);
  expect(await readStatus(ana.db)).toMatchObject({ state: 'synced', files: 0, filesStuck: 1 });
  expect(await readBytes(ana.db, id, 'content')).toBeDefined();
  await admin.mutate('ticket.assign', { ticketId, assigneeId: null, teamId: tenant.teamId });
  await rounds(devices);
  expect(await readyFiles(ana.db, Date.now())).toEqual([]);
  // Its hour is not stretched by a clock that stood in 2099 when it was tried.
  await ana.db.files.update(id, { nextTryAt: Date.UTC(2099, 1) });
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  await rounds(devices);
  expect((await rowOn(admin, ticketId, id))?.storedAt).toBeGreaterThan(0);
});
test('with a message that is refused here already no file goes, and stays chosen', async () => {
  const { devices } = await openDesk(fleet, 'rita');
  const [rita] = devices;
  const ticketId = await rita.file('Pump');
  const file = await choose(rita, ticketId, bytesOf(10));
  expect(await sendWith(rita, ticketId, [file], true)).toMatchObject({ refusal: { code: 'not-allowed' } });
  expect(await draftFiles(rita.db, ticketId)).toHaveLength(1);
  expect(await rita.db.outbox.count()).toBe(1);
});
test('a server that was restored from before a file gets it again from the device that still has it (I1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const ticketId = await ana.file('Pump');
  const content = bytesOf(30_000);
  const id = await attach(ana, ticketId, content);
  await ana.sync();
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  await rounds(devices);
  await asSuper(fleet, async (sql) => {
    await sql`update attachments set stored_at = null where id = ${id}`;
    await sql`delete from files where attachment_id = ${id}`;
    await sql`update incarnation set id = gen_random_uuid()`;
  });
  await rm(join(fleet.server.parts.env.filesDir, 'kept', tenant.id), { recursive: true });
  await rounds(devices);
  expect((await rowOn(ana, ticketId, id))?.storedAt).toBeNull();
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  await rounds(devices);
  const row = await rowOn(ben, ticketId, id);
  expect(sha256(new Uint8Array(await (await contentOf(ben.replica, row!)).arrayBuffer()))).toBe(
    sha256(content),
  );
});
test('what somebody takes back they take back with its files', async () => {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const ticketId = await ana.file('Pump');
  const id = await attach(ana, ticketId, bytesOf(2_000));
  await ana.sync();
  await sendFiles(ana.replica, signal);
  await rounds(devices);
  const row = must(await rowOn(ben, ticketId, id), 'row');
  await contentOf(ben.replica, row);
  await keepTicket(ben.db, ticketId, true);
  expect(await readKeptFiles(ben.db, ticketId)).toMatchObject({ files: 1, here: 1 });
  const end = new AbortController();
  const lane = runFileLane(ben.replica, (work) => work(), end.signal);
  const taken = await ana.mutate('message.redact', { ticketId, messageId: row.messageId ?? '' });
  expect(taken).not.toHaveProperty('refusal');
  await rounds(devices);
  await expect.poll(() => ben.db.fileBytes.count()).toBe(0);
  // Nobody gets it any more: it is not asked for over and over, and not counted.
  expect(await missingOfKept(ben.db)).toEqual([]);
  expect(await readKeptFiles(ben.db, ticketId)).toMatchObject({ files: 0, here: 0 });
  await expect(contentOf(ben.replica, row)).rejects.toMatchObject({ code: 'not-found' });
  end.abort();
  await lane;
});
