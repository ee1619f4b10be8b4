import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AccountRecord } from '../../app/session/accounts.ts';
import { removeData } from '../../app/session/others.ts';
import { openDatabase } from '../../app/store/database.ts';
import { readReplica } from '../../app/store/meta.ts';
import type { FleetReply, TicketDevicesReply } from '../../shared/protocol/device.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { accountOf, cookieName } from '../../sync-server/auth/session-reply.ts';
import { openSession } from '../../sync-server/auth/sessions.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { deriveKey } from '../../sync-server/secret.ts';
import { bodiesOn, cloneOf, offline, online, openDesk, openDevice, say } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// E2: a device that its person has signed out of, or that has taken another identity, is not said to hold anything.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const DAY_MS = 86_400_000;
/** What the browser sends along by itself. */
let cookie = '';
beforeEach(() => {
  const { fetch: over } = globalThis;
  vi.stubGlobal('document', { cookie: '' });
  vi.stubGlobal('isSecureContext', false);
  vi.stubGlobal('fetch', (path: string, init: RequestInit = {}) => {
    if (!path.startsWith('/')) return over(path, init);
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    return over(fleet.server.url + path, { ...init, headers });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** A browser in which a device's person is signed in, and whose database has that device's identity. */
async function browserOf(tenant: TestTenant, device: Device): Promise<AccountRecord> {
  const { id, name, email, role } = device.who;
  const { secret, now } = fleet.server.parts;
  const session = { tenantId: tenant.id, personId: id, shared: false, userAgent: 'fleet' };
  const token = await inTenant(fleet.sql, tenant.id, (tx) =>
    openSession(tx, deriveKey(secret, 'refresh-token'), session, now()),
  );
  const keys = { account: deriveKey(secret, 'account') } as Parameters<typeof accountOf>[0];
  const account = accountOf(keys, tenant.id, id);
  cookie = `${cookieName(account)}=${token.text}`;
  const { accountKey } = device.replica;
  await openDatabase(accountKey).meta.bulkPut(await device.db.meta.toArray());
  return {
    key: accountKey,
    cookie: account,
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.slug },
    person: { id, name, email, role },
    attempt: null,
    usedAt: 0,
  };
}

async function ask<T>({ token }: Device, path: string): Promise<T> {
  const headers = { authorization: `Bearer ${token}` };
  return (await (await fetch(`${fleet.server.url}/desk/devices${path}`, { headers })).json()) as T;
}
const where = async (by: Device, id: string) =>
  (await ask<TicketDevicesReply>(by, `/of-ticket/${id}`)).devices.map(({ holding }) => holding);
const devicesOf = async (by: Device, { who }: Device) =>
  (await ask<FleetReply>(by, '')).devices.filter(({ personId }) => personId === who.id).length;
const idOf = async (device: Device) => (await readReplica(device.db))?.id ?? '';

test('who signs out leaves no device behind; a copy of it goes on as another and loses nothing (E2)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await admin.file('Pump 4 leaks');
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await rounds(devices);
  expect(await where(admin, id)).toEqual(['all']);
  const copy = await cloneOf(fleet, tenant, ana);
  offline(copy);
  await say(copy, id, 'written on the copy');

  await removeData(await browserOf(tenant, ana));
  expect(await where(admin, id)).toEqual([]);
  expect(await devicesOf(admin, ana)).toBe(0);
  const signedOut = await asSuper(
    fleet,
    (sql) => sql`
    select actor_id as by, refused from audit where tenant_id = ${tenant.id} and action = 'sign-out'`,
  );
  expect(signedOut).toEqual([{ by: people.ana.id, refused: null }]);
  const again = await openDevice(fleet, tenant, 'ana');
  await again.sync();
  expect(await where(admin, id)).toEqual(['all']);

  online(copy);
  const all = [admin, again, copy];
  await rounds(all);
  expect(await bodiesOn(admin, id)).toEqual(['written on the copy']);
  expect(await idOf(copy)).not.toBe(await idOf(ana));
  await expectAtRest(fleet, tenant, all);
});

test('a sign-out retires no device of somebody else, and one that nobody hears of harms nothing', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const account = await browserOf(tenant, ana);
  await openDatabase(account.key).meta.bulkPut(await admin.db.meta.toArray());
  await removeData(account);
  expect([await devicesOf(admin, admin), await devicesOf(admin, ana)]).toEqual([1, 1]);
  const offlineOne = await browserOf(tenant, ana);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('the network is gone')));
  await removeData(offlineOne);
  vi.unstubAllGlobals();
  expect(await devicesOf(admin, ana)).toBe(1);
});

test('a device that has taken another identity is one device (E2, O3)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  // A machine that was put back: its copy is the device from now on.
  const restored = await cloneOf(fleet, tenant, ana);
  await say(ana, id, 'before it broke');
  await ana.sync();
  await say(restored, id, 'after it was put back');
  await rounds([admin, restored]);
  expect(await devicesOf(admin, ana)).toBe(1);
  // The first was not broken after all.
  await say(ana, id, 'still here');
  const all = [admin, ana, restored];
  await rounds(all);
  expect(await bodiesOn(admin, id)).toEqual(['after it was put back', 'before it broke', 'still here']);
  expect(await devicesOf(admin, ana)).toBe(2);
  await expectAtRest(fleet, tenant, all);
});

test('with as many devices as one may have, the longest unseen makes room, and loses nothing by it (B1, E2)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  offline(ana);
  await say(ana, id, 'in the cellar');
  const before = await idOf(ana);
  const seenAgo = (ms: number) =>
    asSuper(fleet, (sql) => sql`update replicas set seen_at = ${Date.now() - ms} where id = ${before}`);
  await asSuper(fleet, async (sql) => {
    const used = Array.from({ length: bounds.replicasPerPerson - 1 }, (_, i) => ({
      tenant_id: tenant.id, ord: 1_000 + i, id: randomUUID(), person_id: people.ana.id, was: [],
      drained_at: 0, last_s: 0, app: 'x', seen_at: Date.now(), created_at: 0,
    })); // prettier-ignore
    await sql`insert into replicas ${sql(used.map((row) => ({ ...row, was: sql.json(row.was) })))}`;
  });
  // All in use today: one more would only push out one that comes back at once.
  await expect(openDevice(fleet, tenant, 'ana')).rejects.toMatchObject({ code: 'too-many-devices' });
  await seenAgo(2 * DAY_MS);
  const fresh = await openDevice(fleet, tenant, 'ana');
  expect(await devicesOf(admin, ana)).toBe(bounds.replicasPerPerson);

  await asSuper(fleet, (sql) => sql`update replicas set retired_at = 1 where ord >= 1000 and tenant_id = ${tenant.id}`); // prettier-ignore
  online(ana);
  const all = [admin, ana, fresh];
  await rounds(all);
  expect(await bodiesOn(admin, id)).toEqual(['in the cellar']);
  expect(await idOf(ana)).not.toBe(before);
  await expectAtRest(fleet, tenant, all);
});
