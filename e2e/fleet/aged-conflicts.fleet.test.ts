import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConflicts } from '../../app/store/conflicts.ts';
import { readSync } from '../../app/store/meta.ts';
import { check } from '../../app/sync/check.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { keepUp } from '../../sync-server/jobs/upkeep.ts';
import { DAY_MS, moveTo } from './ageing.ts';
import { offline, online, openDesk, openDevice, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';
import { bothName, keep, moment, onlyOn, openOn, restore } from './losing.ts';

// S8: what was settled leaves its person's devices a month later, and nothing else does.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** The daily upkeep as it would be done so many days from now, in batches small enough to need several. */
const upkeepIn = (days: number, tenant: TestTenant) =>
  keepUp(fleet.sql, tenant.id, Date.now() + days * DAY_MS, { limit: 2 });

/** So many titles that Ana lost to Ben. */
async function lostTitles(count: number) {
  const desk = await openDesk(fleet, 'ana', 'ben', 'ana');
  const [ana, ben, phone] = desk.devices;
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const id = await ana.file(`Pump ${i} leaks`);
    await rounds(desk.devices);
    await bothName(ana, ben, id, 'ana');
    ids.push(id);
  }
  await rounds(desk.devices);
  return { ...desk, ana, ben, phone, ids };
}

const countOn = async (device: Device) => (await readConflicts(device.db)).length;

test('30 days after it was settled a conflict leaves all devices of its person, and a new one never gets it (S8, B2)', async () => {
  const { tenant, devices, ana, phone } = await lostTitles(4);
  const [open, ...settled] = await openOn(ana);
  for (const conflict of settled) await keep(ana, conflict);
  await rounds(devices);
  expect(await upkeepIn(bounds.settledDays - 1, tenant)).toMatchObject({ aged: 0 });
  await rounds(devices);
  expect([await countOn(ana), await countOn(phone)]).toEqual([4, 4]);

  expect(await upkeepIn(bounds.settledDays + 1, tenant)).toMatchObject({ aged: 3 });
  const generations = JSON.stringify(Object.values((await readSync(phone.db)).scopes).map((state) => state.generation)); // prettier-ignore
  await rounds(devices);
  for (const device of [ana, phone]) expect(await onlyOn(device)).toEqual(open);
  expect([await countOn(ana), await countOn(phone)]).toEqual([1, 1]);
  expect(JSON.stringify(Object.values((await readSync(phone.db)).scopes).map((state) => state.generation))).toBe(generations); // prettier-ignore
  const tablet = await openDevice(fleet, tenant, 'ana');
  expect(await countOn(tablet)).toBe(1);
  await expectAtRest(fleet, tenant, [...devices, tablet]);
  for (const device of [phone, tablet])
    expect(await check(device.replica, new AbortController().signal)).toBe('same');
  // What is open waits for its person however long.
  expect(await upkeepIn(bounds.settledDays * 10, tenant)).toMatchObject({ aged: 0 });
  const rows = await asSuper(
    fleet,
    (sql) => sql`select aged from conflicts where tenant_id = ${tenant.id} order by aged`,
  );
  expect(rows.map((row) => row['aged'])).toEqual([false, true, true, true]);
});

test('one that a rule of the tenant settled leaves too, counted from when it was raised (M4, S8)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'ben');
  const [admin, ana, ben] = devices;
  await admin.mutate('policy.set', { key: 'merge', value: { title: 'first' } });
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  await bothName(ana, ben, id, 'ana');
  await rounds(devices);
  expect(await onlyOn(ben)).toMatchObject({ ruled: true });
  expect(await upkeepIn(bounds.settledDays - 1, tenant)).toMatchObject({ aged: 0 });
  expect(await upkeepIn(bounds.settledDays + 1, tenant)).toMatchObject({ aged: 1 });
  await rounds(devices);
  expect(await countOn(ben)).toBe(0);
  await expectAtRest(fleet, tenant, devices);
});

test('a ticket that moves afterwards does not bring it back (S8)', async () => {
  const { tenant, people, devices, ana, ids } = await lostTitles(1);
  await keep(ana, await onlyOn(ana));
  await rounds(devices);
  await upkeepIn(bounds.settledDays + 1, tenant);
  await moveTo(ana, ids[0] ?? '', people.rolf.id);
  await rounds(devices);
  expect(await countOn(ana)).toBe(0);
  await expectAtRest(fleet, tenant, devices);
});

test('a device that settles it even later is not refused: what it restores is restored (M5)', async () => {
  const { tenant, devices, ana, phone, ben, ids } = await lostTitles(1);
  offline(phone);
  await restore(phone, await onlyOn(phone));
  await keep(ana, await onlyOn(ana));
  await rounds([ana, ben]);
  await upkeepIn(bounds.settledDays + 1, tenant);
  await rounds([ana, ben]);
  expect(await countOn(ana)).toBe(0);
  await moment();
  online(phone);
  await rounds(devices);
  for (const device of devices) {
    expect(await titleOn(device, ids[0] ?? '')).toBe('from Ana');
    expect(await countOn(device)).toBe(0);
  }
  await expectAtRest(fleet, tenant, devices);
});
