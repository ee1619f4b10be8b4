import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offline, online, openDesk, say, title } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// M7: what was done without a network stands where it was done, and says since when the office has it.

const HOUR_MS = 3_600_000;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** Does something two hours ago, without a network, and comes back with it now. */
async function longAgo(device: Device, does: () => Promise<unknown>): Promise<void> {
  // Its last contact was before that: else it cannot have done it then (product.md, "Effective time").
  await asSuper(
    fleet,
    (sql) =>
      sql`update replicas set drained_at = ${Date.now() - 3 * HOUR_MS} where person_id = ${device.who.id}`,
  );
  offline(device);
  device.clockOffMs = -2 * HOUR_MS;
  await does();
  device.clockOffMs = 0;
  online(device);
}

const threadOn = async (device: Device, id: string) => await device.db.threads.get(id);
const ticketOn = async (device: Device, id: string) => (await device.db.tickets.get(id))?.ticket;

test('a reply and a change of two hours ago stand there, and say that they came now (M7)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  const id = await ben.file('Pump 4 leaks', rita.who);
  await say(ben, id, 'Who is there?');
  await rounds(devices);
  const from = Date.now();
  await longAgo(ana, async () => {
    await say(ana, id, 'The seal is worn');
    await say(ana, id, 'It was never right', true);
    await title(ana, id, 'Pump 4: seal');
  });
  expect((await threadOn(ana, id))?.messages.map(({ receivedAt }) => receivedAt ?? null)).toEqual([
    null,
    null,
    null,
  ]);
  await rounds(devices);
  await rounds(devices);
  for (const device of [ana, ben]) {
    const thread = await threadOn(device, id);
    const late = (thread?.messages ?? []).filter(({ receivedAt }) => receivedAt != null);
    expect(late.map(({ body }) => body).sort()).toEqual(['It was never right', 'The seal is worn']);
    for (const { createdAt, receivedAt } of [
      ...late,
      ...(thread?.events ?? []).filter(({ what }) => what === 'title'),
    ]) {
      expect(createdAt).toBeLessThan(from - HOUR_MS);
      expect(receivedAt).toBeGreaterThanOrEqual(from);
    }
    // It is news now: a list by last activity has it where somebody looks.
    const ticket = await ticketOn(device, id);
    expect(ticket?.updatedAt).toBeGreaterThanOrEqual(from);
    expect(ticket?.notedAt).toBeGreaterThanOrEqual(from);
    // What was promised counts from when it was done.
    expect(ticket?.receivedAt ?? null).toBeNull();
  }
  const seen = (await threadOn(rita, id))?.messages.filter(({ receivedAt }) => receivedAt != null);
  expect(seen?.map(({ body }) => body)).toEqual(['The seal is worn']);
  await expectAtRest(fleet, tenant, devices);
});

test('a ticket that was filed two hours ago says when it came, and is first among what is new', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const from = Date.now();
  let id = '';
  await longAgo(ana, async () => {
    id = await ana.file('The pump in the cellar');
  });
  await rounds(devices);
  const ticket = await ticketOn(ben, id);
  expect(ticket?.createdAt).toBeLessThan(from - HOUR_MS);
  expect(ticket?.receivedAt).toBeGreaterThanOrEqual(from);
  expect(ticket?.updatedAt).toBe(ticket?.receivedAt);
  await expectAtRest(fleet, tenant, devices);
});
