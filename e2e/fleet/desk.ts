import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { addTenant, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { rounds, track } from './invariants.ts';

export type Who = keyof TestTenant['people'];

/** A tenant of one's own with a synced, tracked device for each of these people. */
export async function openDesk<const W extends readonly Who[]>(
  fleet: Fleet,
  ...who: W
): Promise<{
  tenant: TestTenant;
  people: TestTenant['people'];
  devices: { -readonly [I in keyof W]: Device };
}> {
  const tenant = await addTenant(fleet.sql);
  const devices: Device[] = [];
  for (const name of who) devices.push(await openDevice(fleet, tenant, name));
  return { tenant, people: tenant.people, devices: devices as { -readonly [I in keyof W]: Device } };
}

/** A tenant in which urgent tickets need a word, and a ticket that everybody has. */
export async function openStrict(fleet: Fleet) {
  const desk = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, ben, rita] = desk.devices;
  await admin.mutate('policy.set', { key: 'approve-urgent', value: 'yes' });
  const ticketId = await rita.file('Pump 4 leaks');
  await rounds(desk.devices);
  return { ...desk, admin, ana, ben, rita, ticketId };
}

export async function openDevice(
  fleet: Fleet,
  tenant: TestTenant,
  who: Who,
  options: { clockOffMs?: number } = {},
): Promise<Device> {
  const device = await fleet.device(tenant.people[who], { tenant, ...options });
  track(device);
  await device.sync();
  return device;
}

export const say = (device: Device, ticketId: string, body: string, internal = false) =>
  device.mutate('message.add', { ticketId, id: randomUUID(), body, internal });

export const title = (device: Device, ticketId: string, text: string) =>
  device.mutate('ticket.set-title', { ticketId, title: text });

export async function titleOn(device: Device, ticketId: string): Promise<string | undefined> {
  return (await device.db.tickets.get(ticketId))?.ticket.title;
}

export async function bodiesOn(device: Device, ticketId: string): Promise<string[]> {
  return ((await device.db.threads.get(ticketId))?.messages ?? []).map((message) => message.body).sort();
}

/** No request leaves this device from now on. */
export function offline(device: Device): void {
  device.faults = () => 'lose-request';
}

export function online(device: Device): void {
  device.faults = () => 'none';
}

/** The same sequence for the same seed (mulberry32), in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A second profile with everything of the first: a copied browser profile, a restored machine. */
export async function cloneOf(fleet: Fleet, tenant: TestTenant, device: Device): Promise<Device> {
  const clone = await fleet.device(device.who, { tenant });
  track(clone);
  for (const table of device.db.tables) {
    const rows = await table.toArray();
    const keyed = table.schema.primKey.keyPath !== null;
    if (rows.length && keyed) await clone.db.table(table.name).bulkPut(rows);
  }
  // A copied profile also has the key generator where it was; here the highest key has to be used once.
  const last = await device.db.sent.orderBy('seq').last();
  if (last && !(await clone.db.outbox.get(last.seq))) {
    await clone.db.outbox.put(last);
    await clone.db.outbox.delete(last.seq);
  }
  return clone;
}

/** The path of what a device's transport was asked to fetch. */
export function pathOf(input: Parameters<typeof fetch>[0]): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
}
