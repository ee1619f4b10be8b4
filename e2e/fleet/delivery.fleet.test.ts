import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { membershipId } from '../../shared/model/directory.ts';
import type { DeviceTold, FleetReply, TicketDevicesReply } from '../../shared/protocol/device.ts';
import { offline, online, openDesk, say } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// A2: by the vectors that devices name anyway, the server knows what each of them holds.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

async function ask<T>({ token }: Device, path: string): Promise<T & { code?: string }> {
  const headers = { authorization: `Bearer ${token}` };
  return (await (await fetch(`${fleet.server.url}/desk/devices${path}`, { headers })).json()) as T & { code?: string }; // prettier-ignore
}

const where = async (by: Device, id: string) =>
  (await ask<TicketDevicesReply>(by, `/of-ticket/${id}`)).devices;
const holdings = async (by: Device, id: string) =>
  (await where(by, id)).map(({ personId, holding }) => [personId, holding]);

/** As if every device had asked last some minutes ago: the next time is written down. */
const minutesLater = () =>
  asSuper(fleet, async (sql) => {
    await sql`
      update devices set heard_at = heard_at - 600000, held_at = held_at - 600000, whole_at = (
        select coalesce(jsonb_agg(at::bigint - 600000), '[]') from jsonb_array_elements_text(whole_at) as x(at))`;
    await sql`update audit set received_at = received_at - 600000`;
  });

const tablet: DeviceTold = {
  kind: 'tablet',
  name: 'Chrome on Android',
  app: '9.9.9',
  unsent: 2,
  oldestAt: Date.now() - 3_600_000,
  usedBytes: 1_000_000,
  quotaBytes: 9_000_000,
};

test('a dispatcher sees that a job is on the tablet, since when, and that a later change is not yet (A2)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, dispatcher, rita] = devices;
  const id = await rita.file('Pump 4 leaks');
  ana.replica.about = async () => tablet;
  await rounds(devices);
  await minutesLater();
  await rounds(devices);
  expect(await where(admin, id)).toEqual([]);
  offline(ana);
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await admin.sync();
  const before = Date.now();
  expect(await where(admin, id)).toMatchObject([
    { personId: people.ana.id, kind: 'tablet', name: 'Chrome on Android', holding: 'part', since: null },
  ]);
  const fresh = await rita.file('Gate is stuck');
  await rita.sync();
  await admin.sync();
  await admin.mutate('ticket.assign', { ticketId: fresh, assigneeId: people.ana.id, teamId: null });
  await admin.sync();
  expect(await holdings(admin, fresh)).toEqual([[people.ana.id, 'none']]);
  online(ana);
  await minutesLater();
  await rounds(devices);
  const [held] = await where(admin, id);
  // Dispatchers are agents.
  expect(await where(dispatcher, id)).toEqual([held]);
  expect(held).toMatchObject({ holding: 'all', heardAt: held?.since });
  expect(held?.since).toBeGreaterThanOrEqual(before);
  expect(await holdings(admin, fresh)).toEqual([[people.ana.id, 'all']]);

  // Whatever else comes and goes, the moment stays the one at which it had arrived.
  await minutesLater();
  await say(admin, fresh, 'Call first', true);
  await rounds(devices);
  const [still] = await where(admin, id);
  expect(still).toMatchObject({ holding: 'all', since: (held?.since ?? 0) - 600_000 });
  await say(admin, id, 'The key is at the gate', true);
  await admin.sync();
  expect(await holdings(admin, id)).toEqual([[people.ana.id, 'part']]);
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});

test('what came to a job by a merge came to it: it is on the tablet since that has come there (A2)', async () => {
  const { people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const id = await rita.file('Pump 4 leaks');
  const other = await rita.file('Pump 4 leaks, the key is at the gate');
  await rounds(devices);
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await rounds(devices);
  await minutesLater();
  await rounds(devices);
  expect(await holdings(admin, id)).toEqual([[people.ana.id, 'all']]);
  await minutesLater();
  const before = Date.now();
  await admin.mutate('ticket.merge', { ticketId: other, intoId: id });
  await rounds(devices);
  const [held] = await where(admin, id);
  expect(held).toMatchObject({ holding: 'all' });
  expect(held?.since).toBeGreaterThanOrEqual(before);
  expect((await ana.db.tickets.get(other))?.ticket.status).toBe('closed');
});

test('a job of a team is looked for on the devices of all who are in it', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, , , rita] = devices;
  const id = await rita.file('Pump 4 leaks');
  await rounds(devices);
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await minutesLater();
  await rounds(devices);
  expect(await holdings(admin, id)).toEqual([[people.ana.id, 'all']]);
});

/** Dots of rows that let somebody see tickets: nothing of these tells that a device has them before it was told so. */
async function teamsAlone() {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ben', 'rita');
  const [admin, ben, rita] = devices;
  const mayHave = (lead = false) =>
    admin.mutate('membership.set', {
      id: membershipId(tenant.teamId, people.ben.id), teamId: tenant.teamId, personId: people.ben.id, lead, removed: false,
    }); // prettier-ignore
  const id = await rita.file('Pump 4 leaks');
  await rita.sync();
  await admin.sync();
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: null });
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: tenant.teamId });
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await rounds(devices);
  await minutesLater();
  await rounds(devices);
  expect(await ben.db.tickets.get(id)).toBeUndefined();
  await minutesLater();
  /** What is said of Ben's device while it is away, and once it is back; what is there then came only then. */
  const told = async (work: () => Promise<unknown>) => {
    offline(ben);
    await work();
    await admin.sync();
    const away = await holdings(admin, id);
    const before = Date.now();
    online(ben);
    await rounds(devices);
    await rounds(devices);
    const [back] = await where(admin, id);
    expect((await ben.db.tickets.get(id))?.id).toBe(id);
    expect(back?.since).toBeGreaterThanOrEqual(before);
    return { away, back: back?.holding };
  };
  return { tenant, people, devices, mayHave, told, id };
}

test('who comes into a team has its tickets only once their device was told, whatever it had heard before (A2)', async () => {
  const { people, mayHave, told, devices, id } = await teamsAlone();
  expect(await told(mayHave)).toEqual({ away: [[people.ben.id, 'none']], back: 'all' });
  // All agents see all from now on: of what is there it is said all along.
  const [admin, ben] = devices;
  offline(ben);
  await admin.mutate('policy.set', { key: 'agents-see', value: 'all' });
  await admin.sync();
  expect(await holdings(admin, id)).toEqual([[people.ben.id, 'all']]);
});

test('where agents come to see all tickets, or somebody becomes an admin, it is the same (A2)', async () => {
  const all = await teamsAlone();
  const [admin] = all.devices;
  const seeAll = () => admin.mutate('policy.set', { key: 'agents-see', value: 'all' });
  expect(await all.told(seeAll)).toEqual({ away: [[all.people.ben.id, 'none']], back: 'all' });
  const promoted = await teamsAlone();
  const { id: personId } = promoted.people.ben;
  const promote = () => promoted.devices[0].mutate('person.set-role', { personId, role: 'admin' });
  expect(await promoted.told(promote)).toEqual({ away: [[personId, 'none']], back: 'all' });
});

test('only who works on a ticket is told, and only admins have the list of devices', async () => {
  const { people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, ben, rita] = devices;
  const id = await rita.file('Pump 4 leaks');
  ana.replica.about = async () => tablet;
  await minutesLater();
  await rounds(devices);
  expect((await ask(rita, `/of-ticket/${id}`)).code).toBe('not-found');
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await rounds(devices);
  expect((await ask(ben, `/of-ticket/${id}`)).code).toBe('not-found');
  for (const by of [ana, ben, rita]) expect((await ask(by, '')).code).toBe('not-allowed');

  await minutesLater();
  await rounds(devices);
  const list = (await ask<FleetReply>(admin, '')).devices;
  expect(list.map(({ personId }) => personId).sort()).toEqual(
    [people.admin, people.ana, people.ben, people.rita].map((one) => one.id).sort(),
  );
  const anas = list.find(({ personId }) => personId === people.ana.id);
  expect(anas).toMatchObject({
    app: '9.9.9',
    told: { kind: 'tablet', unsent: 2, oldestAt: tablet.oldestAt },
  });
  expect(anas?.wholeAt).toBe(anas?.heardAt);
});

test('it is written down once a minute, and nothing a device tells can break its question', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const written = async () =>
    (await asSuper(fleet, (sql) => sql`select heard_at, told, xmin::text from devices where tenant_id = ${tenant.id}`))[0]; // prettier-ignore
  await rounds(devices);
  const first = await written();
  expect(first).toMatchObject({ told: null });
  ana.replica.about = async () => tablet;
  await rounds(devices);
  expect(await written()).toEqual(first);
  await minutesLater();
  await rounds(devices);
  expect(await written()).toMatchObject({ told: tablet });
  // A clock may be wrong by years: what it says of the past is said in the server's time, and never of the future.
  ana.clockOffMs = 400 * 86_400_000;
  ana.replica.about = async () => ({ ...tablet, oldestAt: Date.now() + ana.clockOffMs - 60_000 });
  await minutesLater();
  await rounds(devices);
  const told = (await written())?.['told'] as DeviceTold;
  expect(Math.abs((told.oldestAt ?? 0) - (Date.now() - 60_000))).toBeLessThan(3_600_000);
});

test('in the list of devices the staff’s come before requesters’, each last heard of first, and are never crowded out', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin');
  const [admin] = devices;
  const { ana, ben, rita } = people;
  // Requesters are here at this moment, the staff were long ago; and more than one list holds.
  await asSuper(fleet, (sql) => sql`
    insert into replicas (tenant_id, ord, id, person_id, drained_at, app, seen_at, created_at)
    select ${tenant.id}::uuid, 10000 + i, gen_random_uuid(),
      (case i when 1 then ${ana.id} when 2 then ${ben.id} when 3 then ${ana.id} else ${rita.id} end)::uuid, 0, '0.2.0',
      case when i < 4 then 1000 + i when i < 100 then ${Date.now()}::bigint + i else ${Date.now()}::bigint end, 0
    from generate_series(1, 2100) i`);
  const headers = { authorization: `Bearer ${admin.token}` };
  const ask = async () =>
    (await (await fetch(`${fleet.server.url}/desk/devices`, { headers })).json()) as FleetReply;
  const { devices: listed, more } = await ask();
  expect([listed.length, more]).toEqual([2_000, true]);
  expect(listed.slice(1, 4).map(({ ord, personId }) => [ord, personId])).toEqual([
    [10_003, ana.id], [10_002, ben.id], [10_001, ana.id],
  ]);
  expect(listed[0]?.personId).toBe(people.admin.id);
  expect(new Set(listed.slice(4).map(({ personId }) => personId))).toEqual(new Set([rita.id]));
  const heard = listed.slice(4).map(({ heardAt }) => heardAt);
  expect(heard).toEqual(heard.toSorted((a, b) => b - a));
  // Heard of at one moment, they are always in the same order.
  expect((await ask()).devices.slice(1).map(({ ord }) => ord)).toEqual(listed.slice(1).map(({ ord }) => ord));
}); // prettier-ignore
