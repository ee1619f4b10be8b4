import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStatus } from '../../app/queries/sync-status.ts';
import { countUnsent } from '../../app/session/unsent.ts';
import { readSync } from '../../app/store/meta.ts';
import { readNotices } from '../../app/store/notices.ts';
import { readAllRefused, readRefused } from '../../app/store/refused.ts';
import { evictCopies } from '../../app/store/files.ts';
import { dropSent } from '../../app/store/sent.ts';
import { takeNumber } from '../../app/sync/numbers.ts';
import { sendFiles } from '../../app/sync/send-files.ts';
import { must } from '../../shared/lib/must.ts';
import { membershipId } from '../../shared/model/directory.ts';
import { monthOf } from '../../shared/rules/numbers.ts';
import { connect, type Sql } from '../../sync-server/db/connect.ts';
import { attach, bytesOf, rowOn } from './attaching.ts';
import { backupOf, type Backup } from './backup.ts';
import { bodiesOn, openDesk, openDevice, say, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { bothName, keep, onlyOn, openOn, restore } from './losing.ts';

// I1, N1: what a restored server lost comes back, in whatever order the devices do.

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

test('what a full device let go of cannot be offered again, and its person is told so (I1, D6)', async () => {
  const { people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks', people.rita);
  await rounds(devices);
  await backup.take();
  await say(ana, id, 'let go of');
  await say(ben, id, 'kept');
  await rounds(devices);
  expect(await dropSent(ana.db)).toBe(true);
  expect(await dropSent(ana.db)).toBe(false);
  await backup.restore({ incarnation: true });
  await rounds(devices);
  expect(await bodiesOn(ana, id)).toEqual(['kept']);
  const told = async (device: Device) => (await readSync(device.db)).announcement;
  expect(await told(ana)).toMatch(/restored from a backup.* Some of it cannot be offered/);
  expect(await told(ben)).not.toContain('cannot be offered');
});

test('so is who let go of the copy of a photo that only the lost life of the office had (I1, F1)', async () => {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  await backup.take();
  await attach(ana, id, bytesOf(2_000));
  await ana.sync();
  await sendFiles(ana.replica, AbortSignal.timeout(10_000));
  expect(await evictCopies(ana.db, 0)).toBe(true);
  await backup.restore({ incarnation: true });
  await rounds(devices);
  const told = async (device: Device) => (await readSync(device.db)).announcement;
  expect(await told(ana)).toContain('Some of it cannot be offered');
  expect(await told(ben)).not.toContain('cannot be offered');
});

const unreadOn = async ({ db }: Device): Promise<number> =>
  (await readNotices(db)).filter(({ readAt }) => readAt === null).length;

test('a notice that was read before what it tells of is offered again: read once it is back, and nobody’s to mend (I1, S9)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const tablet = await openDevice(fleet, tenant, 'ana');
  const all = [ana, ben, tablet];
  const id = await ben.file('Pump 4 leaks');
  await ben.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await rounds(all);
  await backup.take();
  await say(ben, id, 'told of in the lost life');
  await rounds(all);
  const told = await readNotices(ana.db);
  expect(told.map(({ what }) => what).sort()).toEqual(['assigned', 'replied']);
  const ids = told.map((notice) => notice.id);
  const lost = told.flatMap((notice) => (notice.what === 'replied' ? notice.id : []));
  await ana.mutate('notice.read', { ids, read: true });
  await rounds(all);
  expect(await unreadOn(tablet)).toBe(0);

  await backup.restore({ incarnation: true });
  await rounds([ana]);
  const waiting = await readAllRefused(ana.db);
  expect(waiting.map(({ entry }) => entry.args)).toEqual([{ ids: lost, read: true }]);
  expect(await readRefused(ana.db)).toEqual([]);
  expect((await readStatus(ana.db)).refused).toBe(0);
  expect(await countUnsent(ana.db)).toBe(0);
  await rounds([ana, tablet]);
  expect(await unreadOn(tablet)).toBe(0);

  await rounds([ben, ana, tablet], 4);
  for (const device of [ana, tablet]) {
    expect(await readNotices(device.db)).toHaveLength(2);
    expect(await unreadOn(device)).toBe(0);
    expect(await device.db.outbox.count()).toBe(0);
  }
});

test('a reading whose notice never comes back is let go of after 30 days', async () => {
  const { people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ben.file('Pump 4 leaks');
  await ben.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await rounds(devices);
  await backup.take();
  await say(ben, id, 'told of in the lost life');
  await rounds(devices);
  const lost = (await readNotices(ana.db)).flatMap((notice) => (notice.what === 'replied' ? notice.id : []));
  await ana.mutate('notice.read', { ids: lost, read: true });
  await rounds(devices);
  await backup.restore({ incarnation: true });
  await rounds([ana]);
  expect(await ana.db.outbox.count()).toBe(1);
  const answeredAt = Date.now() - 31 * 86_400_000;
  await ana.db.outbox.toCollection().modify({ answeredAt });
  await ana.sync();
  expect(await ana.db.outbox.count()).toBe(0);
});

test('what one admin did to what another had made, and a ticket of that kind, come back whoever is first (I1)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben');
  const [admin, ana, ben] = devices;
  await admin.mutate('person.set-role', { personId: ana.who.id, role: 'admin' });
  await rounds(devices);
  await backup.take();
  const [teamId, categoryId, ticketId] = [randomUUID(), randomUUID(), randomUUID()];
  await admin.mutate('team.create', { id: teamId, name: 'Night crew' });
  expect(await admin.mutate('category.create', { id: categoryId, name: 'Boilers' })).not.toHaveProperty(
    'refusal',
  );
  await rounds(devices);
  const id = membershipId(teamId, people.ben.id);
  await ana.mutate('membership.set', { id, teamId, personId: people.ben.id, lead: false, removed: false });
  const made = await ana.mutate('ticket.create', {
    ...{ id: ticketId, number: null, title: 'Pump 4 leaks', description: '', priority: 'medium', categoryId },
    ...{ requesterId: ana.who.id, assigneeId: null, teamId: null, place: null },
  });
  expect(made).not.toHaveProperty('refusal');
  await rounds(devices);
  await say(ana, ticketId, 'on a ticket of that kind');
  await rounds(devices);

  await backup.restore({ incarnation: true });
  await rounds([ana]);
  expect((await readRefused(ana.db)).map(({ entry }) => entry.verdict?.code)).toContain('not-found');
  await rounds([admin, ana, ben], 4);
  expect(await ana.db.outbox.count()).toBe(0);
  expect(await sql`select removed from memberships where tenant_id = ${tenant.id} and id = ${id}`).toEqual([
    { removed: false },
  ]);
  expect(await titleOn(ben, ticketId)).toBe('Pump 4 leaks');
  expect(await bodiesOn(ben, ticketId)).toEqual(['on a ticket of that kind']);
});

describe.each(['ana', 'ben'] as const)(
  'a conflict of the lost life, where %s is back first (I1, M5)',
  (first) => {
    async function lostConflict() {
      const desk = await openDesk(fleet, 'ana', 'ben');
      const [ana, ben] = desk.devices;
      const id = await ana.file('Pump 4 leaks');
      await rounds(desk.devices);
      await backup.take();
      await bothName(ana, ben, id, 'ana');
      return { ...desk, ana, ben, id, conflict: await onlyOn(ana) };
    }
    const backAgain = async ({ ana, ben }: { ana: Device; ben: Device }) => {
      await backup.restore({ incarnation: true });
      await rounds([first === 'ana' ? ana : ben]);
      await rounds(first === 'ana' ? [ben, ana] : [ana, ben], 4);
    };

    test('what its person had restored stands again, and they are not asked once more', async () => {
      const desk = await lostConflict();
      const { ana, ben, devices, id, conflict } = desk;
      await restore(ana, conflict);
      await rounds(devices);
      expect(await titleOn(ben, id)).toBe('from Ana');
      await backAgain(desk);
      for (const device of devices) expect(await titleOn(device, id)).toBe('from Ana');
      expect(await openOn(ana)).toEqual([]);
      for (const device of devices) expect(await device.db.outbox.count()).toBe(0);
    });

    test('where they had kept what stands, nothing is to be done', async () => {
      const desk = await lostConflict();
      const { ana, devices, id, conflict } = desk;
      await keep(ana, conflict);
      await rounds(devices);
      await backAgain(desk);
      for (const device of devices) expect(await titleOn(device, id)).toBe('from Ben');
      for (const device of devices) expect(await device.db.outbox.count()).toBe(0);
    });
  },
);

test('a number of the lost life stays with its ticket, and comes to be nobody else’s (N1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  await backup.take();
  const late = await openDevice(fleet, tenant, 'ana');
  const number = must((await takeNumber(late.db, late.replica.now())) ?? undefined, 'number');
  const id = await fileAs(late, number);
  await rounds([late, ana, ben]);
  expect(await numberOn(ben, id)).toBe(number);

  await backup.restore({ incarnation: true });
  const newcomer = await openDevice(fleet, tenant, 'ben');
  const other = must((await takeNumber(newcomer.db, newcomer.replica.now())) ?? undefined, 'number');
  expect(other).not.toBe(number);
  const others = await fileAs(newcomer, other);
  await rounds([newcomer, late]);
  // Nobody gets what another has by now, by a lease or on a ticket, nor what no life has given.
  const leased = must((await takeNumber(late.db, late.replica.now())) ?? undefined, 'number');
  const far = `${monthOf(Date.now())}-9999`;
  const asked = [number, other, leased, far];
  const claims: string[] = [];
  for (const wanted of asked) claims.push(await fileAs(rita, wanted));
  const all = [late, newcomer, ana, ben, rita];
  await rounds(all);
  expect(await numberOn(ben, id)).toBe(number);
  expect(await numberOn(ben, others)).toBe(other);
  for (const claim of claims) {
    expect(asked).not.toContain(await numberOn(ben, claim));
    expect((await ben.db.tickets.get(claim))?.ticket.alias).toBeNull();
  }
  await expectAtRest(fleet, tenant, all);
});

test('a file chosen under a wrong clock is offered again as well (F1, I1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const ticketId = await ben.file('Pump 4 leaks');
  await rounds(devices);
  await backup.take();
  ana.clockOffMs = -400 * 86_400_000;
  const fileId = await attach(ana, ticketId, bytesOf(2_000));
  const { signal } = new AbortController();
  await rounds(devices);
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  ana.clockOffMs = 0;
  await rounds(devices);
  await backup.restore({ incarnation: true });
  await rounds(devices);
  expect((await rowOn(ben, ticketId, fileId))?.storedAt).toBeNull();
  expect(await sendFiles(ana.replica, signal)).toBe(1);
  await rounds(devices);
  expect((await rowOn(ben, ticketId, fileId))?.storedAt).toBeGreaterThan(0);
  await expectAtRest(fleet, tenant, devices);
});

async function fileAs(device: Device, number: string): Promise<string> {
  const id = randomUUID();
  const made = await device.mutate('ticket.create', {
    ...{ id, number, title: 'Numbered', description: '', priority: 'medium', categoryId: null },
    ...{ requesterId: device.who.id, assigneeId: null, teamId: null, place: null },
  });
  expect(made).not.toHaveProperty('refusal');
  return id;
}

const numberOn = async ({ db }: Device, id: string): Promise<string | null | undefined> =>
  (await db.tickets.get(id))?.ticket.number;
