import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyDelta, applyPage, askedFrom, finishPull } from '../../app/sync/apply-pull.ts';
import { noteFailure } from '../../app/sync/failure.ts';
import { ServerError } from '../../app/sync/http.ts';
import { readClock, readSync } from '../../app/store/meta.ts';
import type { Hello } from '../../shared/protocol/stream.ts';
import { monthOf } from '../../shared/rules/numbers.ts';
import { openDesk, openDevice, say, title, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

/** Schedules that once lost, doubled or hid something, each as it was found. */

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const conflictsOf = (tenantId: string) =>
  asSuper(
    fleet,
    (sql) => sql<{ register: string; keptBy: string; lostBy: string }[]>`
      select register, kept_by as "keptBy", lost_by as "lostBy" from conflicts
      where tenant_id = ${tenantId} order by s, id`,
  );

/** Loses every request of this kind, or its reply. */
function lose(device: Device, path: string, how: 'lose-request' | 'lose-reply'): void {
  device.faults = (asked) => (asked === path ? how : 'none');
}

test('a stream opened for other scopes moves no vector (S7)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  await rounds(devices);
  const before = await readSync(ben.db);
  const id = await ana.file('Filed while the old stream was still open');
  await ana.sync();
  const [tenantScope] = Object.values(before.scopes);
  const from = tenantScope?.digest ?? '';
  const changed: [number, number, number][] = [[99, 0, 1]];
  const delta = { seq: 1, epoch: 0, changed, entries: [], was: from, digest: 'another' };
  const stream = {
    incarnation: before.incarnation ?? '',
    held: [
      [3, 'portal'],
      [7, 'portal'],
    ] satisfies Hello['held'],
  };
  expect(await applyDelta(ben.db, ben.replica.actor, delta, stream, Date.now())).toBe(false);
  expect((await readSync(ben.db)).scopes).toEqual(before.scopes);
  await rounds(devices);
  expect(await titleOn(ben, id)).toBe('Filed while the old stream was still open');
  await expectAtRest(fleet, tenant, devices);
});

test("what an earlier life of the server says moves nothing, though its counters fit (I1; sim 'backups', seed 6)", async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  const before = await readSync(ana.db);
  const held = Object.entries(before.scopes).map(([key, { scope }]): Hello['held'][number] => [scope, key]);
  const gains: [number, number, number][] = [[99, 0, 1]];
  const was = Object.values(before.scopes)[0]?.digest ?? '';
  const delta = { seq: 1, epoch: 0, changed: gains, entries: [], was, digest: 'another' };
  const stream = { incarnation: randomUUID(), held };
  expect(await applyDelta(ana.db, ana.replica.actor, delta, stream, Date.now())).toBe(false);
  const asked = { ...askedFrom(before), incarnation: randomUUID() };
  const page = {
    incarnation: asked.incarnation,
    now: 0,
    epoch: 0,
    held,
    refill: [],
    entries: [],
    to: {},
    more: false,
  };
  expect(await applyPage(ana.db, ana.replica.actor, asked, { ...page, wanted: [] }, Date.now())).toBe(false);
  expect(await finishPull(ana.db, ana.replica.actor, asked, Date.now())).toBe(false);
  expect((await readSync(ana.db)).scopes).toEqual(before.scopes);
  // The same, out of this life, is taken: nothing but the incarnation kept it out.
  expect(
    await applyDelta(
      ana.db,
      ana.replica.actor,
      { ...delta, changed: [] },
      { ...stream, incarnation: before.incarnation ?? '' },
      Date.now(),
    ),
  ).toBe(true);
  await rounds(devices);
  expect(await titleOn(ana, id)).toBe('Pump 4 leaks');
  await expectAtRest(fleet, tenant, devices);
});

test('a push that fails keeps nothing from arriving', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  lose(ben, '/sync/push', 'lose-request');
  await say(ben, id, 'cannot get out');
  await title(ana, id, 'Pump 4 leaks badly');
  await ana.sync();
  await expect(ben.sync()).rejects.toThrow('the network is gone');
  expect(await titleOn(ben, id)).toBe('Pump 4 leaks badly');
  ben.faults = () => 'none';
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});

test('what arrives under an own unsent value was never seen: overwriting it is a conflict (M3)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  lose(ana, '/sync/push', 'lose-request');
  await title(ana, id, 'X of Ana');
  await title(ben, id, 'Z of Ben');
  await ben.sync();
  await ana.sync().catch(() => undefined); // Z arrives, the screen goes on showing X
  expect(await titleOn(ana, id)).toBe('X of Ana');
  await title(ana, id, 'Y of Ana');
  ana.faults = () => 'none';
  await rounds(devices);
  expect(await titleOn(ben, id)).toBe('Y of Ana');
  const conflicts = await conflictsOf(tenant.id);
  expect(conflicts.some(({ keptBy, lostBy }) => keptBy === people.ana.id && lostBy === people.ben.id)).toBe(
    true,
  );
  await expectAtRest(fleet, tenant, devices);
});

test('a value that a verdict brought to the screen was seen: writing over it is none, and wins (M2, M3)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const ben = await openDevice(fleet, tenant, 'ben', { clockOffMs: 1_900 });
  const all = [ana, ben];
  const id = await ana.file('Pump 4 leaks');
  await rounds(all);
  await title(ana, id, 'X of Ana');
  await title(ben, id, 'Z of Ben');
  await ben.sync();
  lose(ana, '/sync/pull', 'lose-request');
  await ana.sync().catch(() => undefined); // X lost to Z, which the verdict shows
  expect(await titleOn(ana, id)).toBe('Z of Ben');
  await title(ana, id, 'Y of Ana');
  ana.faults = () => 'none';
  await rounds(all);
  for (const device of all) expect(await titleOn(device, id)).toBe('Y of Ana');
  expect(await conflictsOf(tenant.id)).toEqual([
    { register: 'title', keptBy: people.ben.id, lostBy: people.ana.id },
  ]);
  await expectAtRest(fleet, tenant, all);
});

test('what a second answer to the making of a ticket brought to the screen was seen, too (M2, M3)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  await rounds(devices);
  lose(ana, '/sync/push', 'lose-reply');
  const id = await ana.file('Pump 4 leaks');
  await ana.sync().catch(() => undefined);
  await ben.sync();
  await title(ben, id, 'Z of Ben');
  await ben.sync();
  // The same push once more: by now Ben's title stands on her ticket, which no pull has brought.
  lose(ana, '/sync/pull', 'lose-request');
  await ana.sync().catch(() => undefined);
  expect(await titleOn(ana, id)).toBe('Z of Ben');
  await title(ana, id, 'Y of Ana');
  ana.faults = () => 'none';
  await rounds(devices);
  for (const device of devices) expect(await titleOn(device, id)).toBe('Y of Ana');
  expect(await conflictsOf(tenant.id)).toEqual([]);
  await expectAtRest(fleet, tenant, devices);
});

test('work that comes again under a new identity is that identity’s own: nobody conflicts with herself (O4)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  lose(ana, '/sync/push', 'lose-reply');
  await title(ana, id, 'X of Ana');
  await ana.sync().catch(() => undefined); // done on the server, the reply is lost
  await title(ana, id, 'Y of Ana');
  await asSuper(fleet, (sql) => sql`update incarnation set id = gen_random_uuid()`);
  ana.faults = () => 'none';
  await rounds(devices, 4);
  expect(await titleOn(ana, id)).toBe('Y of Ana');
  expect(await conflictsOf(tenant.id)).toEqual([]);
  await expectAtRest(fleet, tenant, devices);
});

test('a token that ran out after any other failure is asked for anew, not a reason to sign in', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  await noteFailure(ana.replica, new TypeError('something else'));
  const expired = () => new ServerError('token-expired', 401, 'The access token has expired.', null);
  expect(await noteFailure(ana.replica, expired())).toBe(0);
  expect((await readSync(ana.db)).needsSignIn).toBe(false);
  await noteFailure(ana.replica, expired());
  expect((await readSync(ana.db)).needsSignIn).toBe(true);
});

test.each([4, -4])(
  'a clock that was %i years off and is set right syncs on, and knows that it is right (M2)',
  async (years) => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const ben = await openDevice(fleet, tenant, 'ben', { clockOffMs: years * 365 * 86_400_000 });
    expect((await readClock(ben.db)).skewMs).not.toBe(0);
    ben.replica.now = () => Date.now();
    const id = await ana.file('Filed while Ben set his clock');
    await ana.sync();
    await ben.sync();
    expect(await titleOn(ben, id)).toBe('Filed while Ben set his clock');
    expect((await readClock(ben.db)).skewMs).toBe(0);
    await ben.sync();
    expect(await ben.db.numbers.where('month').equals(monthOf(Date.now())).count()).toBeGreaterThan(0);
    await expectAtRest(fleet, tenant, [ana, ben]);
  },
);
