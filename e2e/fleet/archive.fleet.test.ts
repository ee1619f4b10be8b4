import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  ArchivedTicketReply,
  ArchiveSearchReply,
  ArchiveSearchRequest,
} from '../../shared/protocol/archive.ts';
import { sendFiles } from '../../app/sync/send-files.ts';
import { archiveAll } from '../../sync-server/jobs/archive.ts';
import { keepAllUp } from '../../sync-server/jobs/upkeep.ts';
import { attach, bytesOf } from './attaching.ts';
import { bodiesOn, offline, online, openDesk, openDevice, say } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// A1: what has been closed long enough leaves every device, is found by asking, and comes back whole.

const DAY_MS = 86_400_000;
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const everything: ArchiveSearchRequest = {
  words: '', requesterId: null, assigneeId: null, teamId: null, categoryId: null, priority: null, from: null,
  until: null, after: null,
}; // prettier-ignore

async function ask(device: Device, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const reply = await fetch(`${fleet.server.url}/desk/archive${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${device.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, json: await reply.json() };
}

const search = async (
  device: Device,
  over: Partial<ArchiveSearchRequest> = {},
): Promise<ArchiveSearchReply> =>
  (await ask(device, '/search', { ...everything, ...over })).json as ArchiveSearchReply;
const found = async (device: Device, words: string): Promise<string[]> =>
  (await search(device, { words })).tickets.map(({ title }) => title);

const ticketOn = async ({ db }: Device, id: string) => (await db.tickets.get(id))?.ticket;

/** A ticket with a reply and a note on it, brought in as closed so many days ago. */
async function closedAgo(
  admin: Device,
  { people }: TestTenant,
  title: string,
  { days = 40, requester = people.rita, teamId = null as string | null } = {},
): Promise<string> {
  const id = randomUUID();
  const at = Date.now() - days * DAY_MS;
  const said = (body: string, internal: boolean) =>
    ({ id: randomUUID(), authorId: people.ana.id, body, internal, createdAt: at - 1_000 }); // prettier-ignore
  const made = await admin.mutate('ticket.import', {
    id, external: { source: 'before', id }, title, description: 'By the quay', status: 'closed', priority: 'high',
    categoryId: null, requesterId: requester.id, assigneeId: null, teamId, place: null, createdAt: at - DAY_MS,
    deadline: null, resolvedAt: at, closedAt: at, tagIds: [],
    messages: [said('Replaced the gasket', false), said('Customer owes us money', true)],
  }); // prettier-ignore
  expect(made).not.toHaveProperty('refusal');
  return id;
}

const age = (tenant: TestTenant, daysFromNow = 0, limit = 2): Promise<number> =>
  archiveAll(fleet.sql, tenant.id, Date.now() + daysFromNow * DAY_MS, { limit });

const logged = (tenant: TestTenant, action: string) =>
  asSuper(fleet, (sql) => sql<{ actor: string | null; subject: string | null; changes: Record<string, unknown> }[]>`
    select actor_id as actor, subject_id as subject, changes from audit
    where tenant_id = ${tenant.id} and action = ${action} and refused is null order by received_at`); // prettier-ignore

test('what has been closed for the tenant’s days leaves every device with all that is under it, once, and stays on the server (A1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const old = [await closedAgo(admin, tenant, 'One'), await closedAgo(admin, tenant, 'Two', { days: 31 })];
  const young = await closedAgo(admin, tenant, 'Three', { days: 29 });
  const open = await rita.file('Open');
  await rounds(devices);
  expect(await ana.db.tickets.count()).toBe(4);
  expect(await age(tenant)).toBe(2);
  expect(await age(tenant)).toBe(0);
  await rounds(devices);
  for (const device of devices) {
    expect((await device.db.tickets.toCollection().primaryKeys()).sort()).toEqual([young, open].sort());
    expect((await device.db.threads.toCollection().primaryKeys()).sort()).toEqual([young, open].sort());
  }
  const moves = await logged(tenant, 'ticket.archive');
  expect(moves.map(({ subject }) => subject ?? '').sort()).toEqual(old.toSorted());
  expect(moves.map(({ actor }) => actor)).toEqual([null, null]);
  // A device that comes new is filled without them.
  const late = await openDevice(fleet, tenant, 'ben');
  expect(await late.db.tickets.count()).toBe(2);
  await admin.mutate('policy.set', { key: 'archive-after-days', value: 20 });
  await admin.sync();
  expect(await age(tenant)).toBe(1);
  await rounds([...devices, late]);
  expect(await late.db.tickets.count()).toBe(1);
  await expectAtRest(fleet, tenant, [...devices, late]);
});

test('it is found by its words, filters and pages by those who would hold it; a requester finds their own, by what they were shown', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita', 'rolf');
  const [admin, ana, ben, rita, rolf] = devices;
  for (const [title, days] of [
    ['Pump 4 leaks', 50],
    ['Pump 5 is loud', 45],
    ['Gate is stuck', 40],
  ] as const)
    await closedAgo(admin, tenant, title, { days });
  await closedAgo(admin, tenant, 'Pumpe undicht über Größe 5', {
    requester: people.rolf,
    teamId: tenant.teamId,
  });
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await rounds(devices);
  expect(await age(tenant)).toBe(4);
  await rounds(devices);

  expect(await found(admin, 'PUMP')).toEqual([
    'Pumpe undicht über Größe 5',
    'Pump 5 is loud',
    'Pump 4 leaks',
  ]);
  expect(await found(admin, 'pump  lea')).toEqual(['Pump 4 leaks']);
  expect(await found(admin, 'große Über')).toEqual(['Pumpe undicht über Größe 5']);
  expect(await found(admin, "it's ')(& | !")).toEqual([]);
  expect(await found(admin, '… ()')).toHaveLength(4);
  expect(await found(admin, 'owes money')).toHaveLength(4);
  expect(await found(admin, `tenant${tenant.id.replaceAll('-', '')}`)).toHaveLength(4);
  // Own teams only; and nothing of theirs for somebody of none.
  expect(await found(ana, 'owes')).toEqual(['Pumpe undicht über Größe 5']);
  expect(await found(ben, '')).toEqual([]);
  // Their own, and no note.
  expect(await found(rita, '')).toEqual(['Gate is stuck', 'Pump 5 is loud', 'Pump 4 leaks']);
  expect(await found(rita, 'gasket leaks')).toEqual(['Pump 4 leaks']);
  expect(await found(rita, 'owes')).toEqual([]);
  expect(await found(rolf, 'pump')).toEqual(['Pumpe undicht über Größe 5']);

  const number = (await search(admin, { words: 'stuck' })).tickets[0]?.number ?? '';
  expect(await found(admin, number)).toEqual(['Gate is stuck']);
  const [newest] = (await search(admin)).tickets;
  const before = await search(admin, { after: [newest?.closedAt ?? 0, newest?.id ?? ''] });
  expect(before.tickets.map(({ title }) => title)).toEqual([
    'Gate is stuck',
    'Pump 5 is loud',
    'Pump 4 leaks',
  ]);
  expect((await search(admin, { requesterId: people.rolf.id })).tickets).toHaveLength(1);
  expect((await search(admin, { teamId: tenant.teamId, priority: 'high' })).tickets).toHaveLength(1);
  expect((await search(admin, { priority: 'low' })).tickets).toEqual([]);
  expect((await search(admin, { until: Date.now() - 42 * DAY_MS })).tickets).toHaveLength(2);
  expect((await search(admin, { from: Date.now() - 42 * DAY_MS })).tickets).toHaveLength(2);
  expect((await search(rolf)).names).toEqual([[people.rolf.id, 'Rolf']]);
  expect(
    (await logged(tenant, 'archive.search')).find(({ changes }) => changes['words'] === 'owes'),
  ).toBeTruthy();
  await expectAtRest(fleet, tenant, devices);
});

test('it is read whole by staff, by its requester without notes, and not at all by others; every reading is logged', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'rita', 'rolf');
  const [admin, ana, rita, rolf] = devices;
  const id = await closedAgo(admin, tenant, 'Pump 4 leaks');
  const here = await rita.file('Still here');
  await rounds(devices);
  await age(tenant);
  await rounds(devices);
  const read = async (device: Device, ticketId = id) => await ask(device, `/tickets/${ticketId}`);
  const whole = JSON.stringify((await read(ana)).json);
  expect(whole).toContain('Customer owes us money');
  const shown = (await read(rita)).json as ArchivedTicketReply;
  expect(JSON.stringify(shown)).toContain('Replaced the gasket');
  expect(JSON.stringify(shown)).not.toContain('owes');
  expect(shown.names.map(([, name]) => name).sort()).toEqual(['Admin', 'Ana', 'Rita']);
  for (const [device, ticketId] of [
    [rolf, id],
    [ana, here],
    [ana, randomUUID()],
    [ana, 'x'],
  ] as const)
    expect((await read(device, ticketId)).status).toBe(404);
  expect((await logged(tenant, 'archive.read')).map(({ actor, subject }) => [actor, subject])).toEqual([
    [tenant.people.ana.id, id],
    [tenant.people.rita.id, id],
  ]);
  await expectAtRest(fleet, tenant, devices);
});

test('its files are given to those who may read it, and to nobody else (F3)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'rita', 'rolf');
  const [ana, rita, rolf] = devices;
  const id = await rita.file('Pump 4 leaks');
  await rounds(devices);
  const open = await attach(ana, id, bytesOf(2_000));
  const noted = await attach(ana, id, bytesOf(3_000), true);
  await ana.sync();
  await sendFiles(ana.replica, new AbortController().signal);
  await rounds(devices);
  for (const to of ['resolved', 'closed'] as const)
    await ana.mutate('ticket.move', { ticketId: id, to, reason: null });
  await ana.sync();
  await age(tenant, 60);
  await rounds(devices);
  expect([await ticketOn(ana, id), await ticketOn(rita, id)]).toEqual([undefined, undefined]);
  const statusOf = async ({ token }: Device, file: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${fleet.server.url}/files/${id}/${file}`, { headers })).status;
  };
  const given = [];
  for (const device of [ana, rita, rolf])
    given.push([await statusOf(device, open), await statusOf(device, noted)]);
  expect(given).toEqual([
    [200, 200],
    [200, 404],
    [404, 404],
  ]);
});

test('staff restore it with a reason, from a device that does not hold it, offline too: whole, open, on every device', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const id = await closedAgo(admin, tenant, 'Pump 4 leaks');
  await rounds(devices);
  await age(tenant);
  await rounds(devices);
  expect((await rita.mutate('ticket.restore', { ticketId: id, reason: 'mine' })).refusal?.code).toBe(
    'not-allowed',
  );
  offline(ana);
  expect(await ana.mutate('ticket.restore', { ticketId: id, reason: 'It leaks again' })).not.toHaveProperty(
    'refusal',
  );
  expect(await ticketOn(ana, id)).toBeUndefined();
  online(ana);
  await rounds(devices);
  for (const device of devices) {
    expect(await ticketOn(device, id)).toMatchObject({ status: 'open', archivedAt: null, closedAt: null });
    expect(await bodiesOn(device, id)).toContain('Replaced the gasket');
  }
  expect(await bodiesOn(ana, id)).toContain('Customer owes us money');
  expect(await bodiesOn(rita, id)).not.toContain('Customer owes us money');
  expect((await ana.db.threads.get(id))?.events.at(-1)).toMatchObject({
    what: 'status',
    reason: 'It leaks again',
  });
  expect(await found(ana, 'pump')).toEqual([]);
  expect(await age(tenant)).toBe(0);
  // What is not there is refused, in words.
  await ana.mutate('ticket.restore', { ticketId: randomUUID(), reason: 'x' });
  await rounds(devices);
  expect((await ana.db.outbox.toArray()).map(({ verdict }) => verdict?.code)).toEqual(['not-found']);
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
});

test('the day’s work of the server, as it is started, takes it there; what was resolved for long is closed by it (A1)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const id = await closedAgo(admin, tenant, 'Pump 4 leaks');
  const resolved = await rita.file('Gate is stuck');
  await rounds(devices);
  await ana.mutate('ticket.take', { ticketId: resolved });
  await ana.mutate('ticket.move', { ticketId: resolved, to: 'resolved', reason: null });
  await rounds(devices);
  const told: unknown[] = [];
  const failed: unknown[] = [];
  const later = Date.now() + 30 * DAY_MS;
  // Of the other tests' tenants the same run takes care, too.
  await keepAllUp(fleet.sql, later, {
    done: (tenantId, { closed, archived }) =>
      tenantId === tenant.id && (closed ?? archived) && told.push({ closed, archived }),
    failed: (_, error) => failed.push(error),
  });
  expect(failed).toEqual([]);
  expect(told).toEqual([{ closed: 1 }, { archived: 1 }]);
  await rounds(devices);
  for (const device of devices) {
    expect(await ticketOn(device, id)).toBeUndefined();
    expect(await ticketOn(device, resolved)).toMatchObject({ status: 'closed', requesterId: people.rita.id });
  }
  expect(await found(ana, 'pump')).toEqual(['Pump 4 leaks']);
});

test('where reopening what was closed for long needs a word, a restore from the archive asks for it, and is done with it', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana] = devices;
  const id = await closedAgo(admin, tenant, 'Pump 4 leaks');
  await admin.mutate('policy.set', { key: 'approve-reopened', value: 30 });
  await rounds(devices);
  await age(tenant);
  await rounds(devices);
  offline(ana);
  await ana.mutate('ticket.restore', { ticketId: id, reason: 'It leaks again' });
  online(ana);
  await rounds(devices);
  // It is on the devices to be decided on, and closed as it was.
  for (const device of devices)
    expect(await ticketOn(device, id)).toMatchObject({ status: 'closed', archivedAt: null });
  const [request, ...others] = (await admin.db.tickets.get(id))?.more?.approval ?? [];
  expect(others).toEqual([]);
  expect(request).toMatchObject({
    what: 'reopened',
    state: 'pending',
    byId: people.ana.id,
    reason: 'It leaks again',
  });
  // As long as it waits it stays where an admin finds it.
  expect(await age(tenant, 400)).toBe(0);
  const decision = { ticketId: id, approvalId: request?.id ?? '', decision: 'approve' as const, word: null };
  expect((await ana.mutate('approval.decide', decision)).refusal?.code).toBe('not-allowed');
  await admin.mutate('approval.decide', decision);
  await rounds(devices);
  for (const device of devices)
    expect(await ticketOn(device, id)).toMatchObject({ status: 'open', closedAt: null });
  await expectAtRest(fleet, tenant, devices);
});

test('a requester writes about a ticket of the archive, which their device does not hold: another opens that follows it', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'rita');
  const [admin, rita] = devices;
  const id = await closedAgo(admin, tenant, 'Pump 4 leaks');
  await rounds(devices);
  expect(await age(tenant, 400)).toBe(1);
  await rounds(devices);
  expect(await ticketOn(rita, id)).toBeUndefined();
  offline(rita);
  const [fresh, said] = [randomUUID(), randomUUID()];
  const reply = { ticketId: id, id: said, body: 'It leaks again', internal: false };
  // Nothing says here what would become of it without another ticket.
  expect((await rita.mutate('message.add', reply)).refusal?.code).toBe('not-found');
  const made = await rita.mutate('message.add', { ...reply, followUp: { id: fresh, number: null } });
  expect(made).not.toHaveProperty('refusal');
  online(rita);
  await rounds(devices);
  for (const device of devices) {
    expect(await ticketOn(device, fresh)).toMatchObject({ title: 'Pump 4 leaks', status: 'new', requesterId: rita.replica.actor.id });
    expect(await bodiesOn(device, fresh)).toEqual(['It leaks again']);
    expect(await ticketOn(device, id)).toMatchObject({ status: 'closed', archivedAt: null });
  }
  await expectAtRest(fleet, tenant, devices);
}); // prettier-ignore

test('a request that nobody can grant any more keeps no ticket out of the archive', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  await admin.mutate('policy.set', { key: 'approve-urgent', value: 'yes' });
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  await ana.mutate('ticket.set-priority', { ticketId: id, priority: 'urgent' });
  for (const to of ['resolved', 'closed'] as const) await ana.mutate('ticket.move', { ticketId: id, to, reason: null });
  await rounds(devices);
  expect((await admin.db.tickets.get(id))?.more?.approval).toMatchObject([
    { what: 'urgent', state: 'pending' },
  ]);
  expect(await age(tenant, 400)).toBe(1);
  await rounds(devices);
  expect(await ticketOn(admin, id)).toBeUndefined();
}); // prettier-ignore

test('work done offline on a ticket that went meanwhile brings it back: nothing is lost, and its days count anew (A1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const id = await closedAgo(admin, tenant, 'Pump 4 leaks');
  const other = await closedAgo(admin, tenant, 'Gate is stuck');
  await rounds(devices);
  offline(ana);
  offline(rita);
  await say(ana, id, 'Photo of the meter: 4711', true);
  const followUp = randomUUID();
  await rita.mutate('message.add', { ticketId: other, id: randomUUID(), body: 'Again', internal: false, followUp: { id: followUp, number: null } }); // prettier-ignore
  expect(await age(tenant)).toBe(2);
  await admin.sync();
  expect(await ticketOn(admin, id)).toBeUndefined();
  online(ana);
  online(rita);
  await rounds(devices);
  expect(await ticketOn(admin, id)).toMatchObject({ status: 'closed', archivedAt: null });
  expect(await bodiesOn(admin, id)).toContain('Photo of the meter: 4711');
  expect(await bodiesOn(rita, followUp)).toEqual(['Again']);
  expect(await ticketOn(ana, other)).toMatchObject({ status: 'closed', archivedAt: null });
  expect(await age(tenant, 29)).toBe(0);
  await expectAtRest(fleet, tenant, devices);
  expect(await age(tenant, 31)).toBe(2);
  await rounds(devices);
  expect(await found(ana, '4711')).toEqual(['Pump 4 leaks']);
  expect(await found(rita, '4711')).toEqual([]);
  await expectAtRest(fleet, tenant, devices);
});

test('what was merged into a ticket is shown on it: both go together, and both come back', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const into = await closedAgo(admin, tenant, 'Pump 4 leaks', { days: 35 });
  const merged = await closedAgo(admin, tenant, 'Leak at pump 4', { days: 50 });
  const another = await closedAgo(admin, tenant, 'Rolf’s leak', { days: 50, requester: tenant.people.rolf });
  await rounds(devices);
  await asSuper(fleet, async (sql) => {
    const link = { tenant_id: tenant.id, removed: false, public: true, r: 1, n: 1, s: 1 };
    await sql`insert into links ${sql([
      { ...link, ticket_id: merged, id: into, what: 'merged-into' },
      { ...link, ticket_id: into, id: merged, what: 'merged-from' },
      { ...link, ticket_id: another, id: merged, what: 'merged-into', public: false },
      { ...link, ticket_id: merged, id: another, what: 'merged-from', public: false },
    ])}`;
  });
  // The one that it was merged into is still on devices: so is what was said on it.
  expect(await age(tenant, -10)).toBe(0);
  expect(await age(tenant, 0, 1)).toBe(3);
  await rounds(devices);
  expect(await ana.db.tickets.count()).toBe(0);
  // Read there, the one says what was said on the others, as far as they are the reader's to see; each look is logged.
  const titlesFor = async (device: Device, id: string): Promise<string[]> => {
    const { columns, merged: lines = [] } = (await ask(device, `/tickets/${id}`)).json as ArchivedTicketReply;
    const title = columns['ticket']?.indexOf('title') ?? -1;
    return lines.map(([, ticket]) => String((ticket as unknown[])[title])).sort();
  };
  expect(await titlesFor(ana, into)).toEqual(['Leak at pump 4', 'Rolf’s leak']);
  expect(await titlesFor(rita, into)).toEqual(['Leak at pump 4']);
  expect(await titlesFor(ana, another)).toEqual([]);
  const looks = (await logged(tenant, 'archive.read')).map(({ subject }) => String(subject));
  expect(looks.sort()).toEqual([into, into, merged, merged, another, another].sort());
  await ana.mutate('ticket.restore', { ticketId: into, reason: 'It leaks again' });
  await rounds(devices);
  expect(await ticketOn(ana, into)).toMatchObject({ status: 'open' });
  expect(await ticketOn(ana, merged)).toMatchObject({ status: 'closed', archivedAt: null });
  expect(await bodiesOn(ana, merged)).toContain('Replaced the gasket');
  await expectAtRest(fleet, tenant, devices);
});
