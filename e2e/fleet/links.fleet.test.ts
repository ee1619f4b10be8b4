import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChosenLinkKind } from '../../shared/model/link.ts';
import { offline, online, openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// Links by hand: what two or three people do to the same tickets while they are away from each other (L1, M3).

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const link = (device: Device, ticketId: string, what: ChosenLinkKind, otherId: string) =>
  device.mutate('link.add', { ticketId, otherId, what });
const unlink = (device: Device, ticketId: string, otherId: string) =>
  device.mutate('link.remove', { ticketId, otherId });

async function linksOn({ db }: Device, ticketId: string) {
  const links = (await db.tickets.get(ticketId))?.more?.link ?? [];
  return links.filter(({ removed }) => !removed).map(({ id, what }) => [id, what]);
}
const refusedOn = async ({ db }: Device): Promise<(string | undefined)[]> => {
  const entries = await db.outbox.toArray();
  return entries.flatMap(({ state, verdict }) => (state === 'refused' ? [verdict?.code] : []));
};

/** Three of the staff with as many tickets, everybody away. */
async function threeAway() {
  const desk = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, ben, rita] = desk.devices;
  const [a, b, c] = [await rita.file('One'), await rita.file('Two'), await rita.file('Three')];
  await rounds(desk.devices);
  for (const device of [admin, ana, ben]) offline(device);
  return { ...desk, admin, ana, ben, rita, a, b, c };
}

const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const; // prettier-ignore

describe('a circle that only three edits together make', () => {
  test.each(orders)(
    'arriving %i, %i, %i: the last of them is refused, in words, and all are equal',
    async (...order) => {
      const { tenant, devices, admin, ana, ben, a, b, c } = await threeAway();
      const people = [admin, ana, ben];
      expect(await link(admin, a, 'parent-of', b)).not.toHaveProperty('refusal');
      expect(await link(ana, b, 'parent-of', c)).not.toHaveProperty('refusal');
      expect(await link(ben, a, 'child-of', c)).not.toHaveProperty('refusal');
      for (const i of order) {
        online(people[i] as Device);
        await people[i]?.sync();
      }
      await rounds(devices);
      const last = people[order[2]] as Device;
      expect(await refusedOn(last)).toEqual(['circle']);
      for (const other of people.filter((one) => one !== last)) expect(await refusedOn(other)).toEqual([]);
      await expectAtRest(fleet, tenant, devices, { refused: 1 });
    },
  );

  test('all at the very same time, over and over: never a circle, and nobody waits for another in one', async () => {
    const { tenant, devices, admin, ana, ben, a, b, c } = await threeAway();
    for (const device of [admin, ana, ben]) online(device);
    let refused = 0;
    for (let round = 0; round < 8; round += 1) {
      await link(admin, a, 'parent-of', b);
      await link(ana, b, 'parent-of', c);
      await link(ben, c, 'parent-of', a);
      await Promise.all([admin.sync(), ana.sync(), ben.sync()]);
      await rounds(devices);
      refused = (await Promise.all([admin, ana, ben].map(refusedOn))).flat().length;
      expect(refused).toBe(round + 1);
      for (const [ticketId, otherId] of [[a, b], [b, c], [c, a]] as const) await unlink(admin, ticketId, otherId); // prettier-ignore
      await rounds(devices);
    }
    await expectAtRest(fleet, tenant, devices, { refused });
  });
});

describe('two at once', () => {
  test.each([[0], [1]])(
    'linked in two ways, person %i first: the first stands, the second is told',
    async (first) => {
      const { tenant, devices, ana, ben, a, b } = await threeAway();
      const people = [ana, ben] as const;
      await link(ana, a, 'duplicate-of', b);
      await link(ben, b, 'parent-of', a);
      for (const device of first === 0 ? people : people.toReversed()) {
        online(device);
        await device.sync();
      }
      online(devices[0]);
      await rounds(devices);
      const late = people[1 - first] as Device;
      expect(await refusedOn(late)).toEqual(['already-linked']);
      for (const device of devices.slice(0, 3))
        expect(await linksOn(device, a)).toEqual([[b, first === 0 ? 'duplicate-of' : 'child-of']]);
      await expectAtRest(fleet, tenant, devices, { refused: 1 });
    },
  );

  test('taken away twice is taken away once, and nobody is refused', async () => {
    const { tenant, devices, admin, ana, ben, a, b } = await threeAway();
    for (const device of [admin, ana, ben]) online(device);
    await link(ana, a, 'related', b);
    await rounds(devices);
    for (const device of [ana, ben]) offline(device);
    await unlink(ana, a, b);
    await unlink(ben, b, a);
    expect(await linksOn(ben, a)).toEqual([]);
    for (const device of [ben, ana]) online(device);
    await rounds(devices);
    const whats = (await admin.db.threads.get(a))?.events.map(({ what }) => what);
    expect(whats).toEqual(['linked', 'unlinked']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('a clock that is far ahead wins nothing: what stands is what was last decided (M3)', async () => {
    const { tenant, devices, admin, ana, ben, a, b } = await threeAway();
    for (const device of [admin, ana, ben]) online(device);
    ben.clockOffMs = 3_000_000;
    await link(ana, a, 'related', b);
    await rounds(devices);
    await unlink(ben, a, b);
    await ben.sync();
    // Ana has not heard of it, and has linked the two in another way meanwhile: taken away, then as she says.
    offline(ana);
    await unlink(ana, a, b);
    await link(ana, a, 'duplicate-of', b);
    online(ana);
    await rounds(devices);
    for (const device of [admin, ana, ben]) expect(await linksOn(device, a)).toEqual([[b, 'duplicate-of']]);
    await expectAtRest(fleet, tenant, devices);
  });
});

test('a part is shown on its parent, and the log names both tickets', async () => {
  const { tenant, devices, admin, ana, ben, rita, a, b } = await threeAway();
  for (const device of [admin, ana, ben]) online(device);
  await link(ana, a, 'parent-of', b);
  expect(await linksOn(ana, a)).toEqual([[b, 'parent-of']]);
  expect(await linksOn(ana, b)).toEqual([[a, 'child-of']]);
  await rounds(devices);
  // How the desk sorts its work is not the requester's.
  expect(await linksOn(rita, a)).toEqual([]);
  const [entry] = await asSuper(
    fleet,
    (sql) =>
      sql<
        { changes: unknown[][] }[]
      >`select changes from audit where tenant_id = ${tenant.id} and action = 'link.add'`,
  );
  expect(entry?.changes.map(([key]) => key)).toEqual([`link/${a}/${b}`, `link/${b}/${a}`]);
  await expectAtRest(fleet, tenant, devices);
});
