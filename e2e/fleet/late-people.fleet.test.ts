import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../shared/model/directory.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import type { NewPerson } from '../../sync-server/tenants/people.ts';
import { addPeople } from '../../sync-server/tenants/people.ts';
import { bodiesOn, openDesk, say, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { expectAtRest, rounds, track } from './invariants.ts';
import { bothName, keep, onlyOn, openOn } from './losing.ts';

// S1: whoever comes to a tenant later holds what everybody holds, from their first contact on.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

async function join(tenant: TestTenant, name: string, role: Role): Promise<NewPerson> {
  const person = { id: randomUUID(), name, email: `${name.toLowerCase()}@desk.example`, role };
  await inTenant(fleet.sql, tenant.id, (tx) => addPeople(tx, tenant.id, [person], Date.now()));
  return person;
}

async function deviceOf(tenant: TestTenant, person: NewPerson): Promise<Device> {
  const device = await fleet.device(person, { tenant });
  track(device);
  await device.sync();
  return device;
}

test('a requester who came later has their own tickets on all their devices, with names and replies (S1, S3)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'rita');
  const [ana] = devices;
  const rosa = await join(tenant, 'Rosa', 'user');
  const phone = await deviceOf(tenant, rosa);
  const id = await phone.file('The gate is stuck');
  const laptop = await deviceOf(tenant, rosa);
  const all = [...devices, phone, laptop];
  await rounds(all);
  await say(ana, id, 'On my way');
  await say(ana, id, 'for us', true);
  await rounds(all);
  for (const device of [phone, laptop]) {
    expect(await titleOn(device, id)).toBe('The gate is stuck');
    expect(await bodiesOn(device, id)).toEqual(['On my way']);
    expect(await device.db.directory.get(['name', ana.who.id])).toMatchObject({ row: { name: 'Ana' } });
  }
  // Staff who were there before know who has written.
  expect(await ana.db.directory.get(['person', rosa.id])).toMatchObject({ row: { name: 'Rosa' } });
  await expectAtRest(fleet, tenant, all);
});

test('an agent who came later is told what they lost, and settles it for all their devices (S1, S8)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ben');
  const [ben] = devices;
  const nina = await join(tenant, 'Nina', 'agent');
  const phone = await deviceOf(tenant, nina);
  const laptop = await deviceOf(tenant, nina);
  const all = [ben, phone, laptop];
  const id = await phone.file('Pump 4 leaks');
  await rounds(all);
  await bothName(phone, ben, id, 'ana');
  await rounds(all);
  expect(await onlyOn(laptop)).toMatchObject({ lostBy: nina.id, lostValue: { title: 'from Ana' } });
  await keep(laptop, await onlyOn(laptop));
  await rounds(all);
  expect(await openOn(phone)).toEqual([]);
  await expectAtRest(fleet, tenant, all);
});

test('several at once, while devices work: everybody has a place, and no ordinal is given twice', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'rita');
  const [ana, rita] = devices;
  const [people] = await Promise.all([
    Promise.all(['Uma', 'Vito', 'Wim', 'Xenia'].map((name) => join(tenant, name, 'user'))),
    rita.file('Meanwhile').then(() => rita.sync()),
    ana.file('Meanwhile too').then(() => ana.sync()),
  ]);
  const theirs = await Promise.all(people.map((person) => deviceOf(tenant, person)));
  for (const device of theirs) await device.file(`by ${device.who.name}`);
  await rounds([...devices, ...theirs]);
  expect(await ana.db.tickets.count()).toBe(6);
  for (const device of theirs) expect(await device.db.tickets.count()).toBe(1);
  await expectAtRest(fleet, tenant, [...devices, ...theirs]);
});
