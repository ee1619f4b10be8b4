import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Status } from '../../shared/model/ticket.ts';
import { closeAllResolved } from '../../sync-server/jobs/close-resolved.ts';
import { addTenant, startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';
import { RawClient } from './raw-client.ts';

// product.md, Lifecycle: what moves a ticket beside its people's moves.

const DAY_MS = 86_400_000;
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

async function openDevices<const Who extends keyof TestTenant['people']>(tenant: TestTenant, ...who: Who[]) {
  const devices = await Promise.all(who.map((name) => fleet.device(tenant.people[name], { tenant })));
  for (const device of devices) await device.sync();
  return Object.fromEntries(who.map((name, i) => [name, devices[i]])) as Record<Who, Device>;
}

/** A ticket of Rita's that was resolved so many days ago. */
async function resolvedAgo(admin: Device, { people }: TestTenant, days: number): Promise<string> {
  const id = randomUUID();
  const resolvedAt = Date.now() - days * DAY_MS;
  const made = await admin.mutate('ticket.import', {
    id,
    external: { source: 'before', id },
    title: `Resolved ${days} days ago`,
    description: '',
    status: 'resolved',
    priority: 'high',
    categoryId: null,
    requesterId: people.rita.id,
    assigneeId: null,
    teamId: null,
    place: null,
    createdAt: resolvedAt - DAY_MS,
    deadline: null,
    resolvedAt,
    closedAt: null,
    tagIds: [],
    messages: [],
  });
  expect(made).not.toHaveProperty('refusal');
  return id;
}

const statusOn = async ({ db }: Device, id: string): Promise<Status | undefined> =>
  (await db.tickets.get(id))?.ticket.status;

const linksOn = async ({ db }: Device, id: string) =>
  ((await db.tickets.get(id))?.more?.link ?? []).map(({ id: other, what, removed }) => [
    other,
    what,
    removed,
  ]);

const reply = (device: Device, ticketId: string, followUp: string) =>
  device.mutate('message.add', {
    ticketId,
    id: randomUUID(),
    body: 'It leaks again',
    internal: false,
    followUp: { id: followUp, number: null },
  });

const closings = (tenant: TestTenant) =>
  asSuper(fleet, async (sql) => {
    const rows = await sql<{ subject: string; actor: string | null }[]>`
      select subject_id as subject, actor_id as actor from audit
      where tenant_id = ${tenant.id} and action = 'ticket.close-resolved' order by subject_id`;
    return rows.map(({ subject, actor }) => [subject, actor]);
  });

test('who takes a new ticket has it, and it is open; taken offline it is so at once', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana, ben } = await openDevices(tenant, 'ana', 'ben');
  const id = await ben.file('Pump 4 leaks');
  await rounds([ana, ben]);
  expect(await ana.mutate('ticket.take', { ticketId: id })).not.toHaveProperty('refusal');
  expect((await ana.db.tickets.get(id))?.ticket).toMatchObject({
    status: 'open',
    assigneeId: tenant.people.ana.id,
  });
  await rounds([ana, ben]);
  expect((await ben.db.tickets.get(id))?.ticket).toMatchObject({
    status: 'open',
    assigneeId: tenant.people.ana.id,
  });
  expect((await ben.db.threads.get(id))?.events.map(({ what }) => what).sort()).toEqual([
    'assignee',
    'status',
  ]);
  // Handed over to Ben it stays what it is by then.
  await ana.mutate('ticket.move', { ticketId: id, to: 'pending', reason: null });
  await rounds([ana, ben]);
  await ben.mutate('ticket.take', { ticketId: id });
  await rounds([ana, ben]);
  expect((await ana.db.tickets.get(id))?.ticket).toMatchObject({
    status: 'pending',
    assigneeId: tenant.people.ben.id,
  });
  await expectAtRest(fleet, tenant, [ana, ben]);
});

test('a reply within the tenant’s days reopens, a later one opens a ticket that follows; offline the device says the same', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin, ana, rita } = await openDevices(tenant, 'admin', 'ana', 'rita');
  const fresh = await resolvedAgo(admin, tenant, 6);
  const old = await resolvedAgo(admin, tenant, 8);
  await rounds([admin, ana, rita]);

  const [unused, followUp] = [randomUUID(), randomUUID()];
  await reply(rita, fresh, unused);
  await reply(rita, old, followUp);
  const asShown = async (device: Device) => ({
    fresh: await statusOn(device, fresh),
    old: await statusOn(device, old),
    unused: await statusOn(device, unused),
    followUp: await statusOn(device, followUp),
    links: [await linksOn(device, old), await linksOn(device, followUp)],
    said: (await device.db.threads.get(followUp))?.messages.map(({ body }) => body),
  });
  const expected = {
    fresh: 'open',
    old: 'resolved',
    unused: undefined,
    followUp: 'new',
    links: [[[followUp, 'followed-by', false]], [[old, 'follows', false]]],
    said: ['It leaks again'],
  };
  expect(await asShown(rita)).toEqual(expected);
  expect((await rita.db.tickets.get(followUp))?.ticket).toMatchObject({
    number: null,
    title: 'Resolved 8 days ago',
    priority: 'medium',
    requesterId: tenant.people.rita.id,
    createdBy: tenant.people.rita.id,
  });

  await rounds([rita, admin, ana]);
  for (const device of [rita, admin, ana]) expect(await asShown(device)).toEqual(expected);
  expect((await ana.db.tickets.get(followUp))?.ticket.number).toMatch(/^\d{6}-\d{4}$/);
  // Only the ticket that came to be has taken a number.
  const numbers = await asSuper(
    fleet,
    (sql) => sql`select number from tickets where tenant_id = ${tenant.id}`,
  );
  expect(numbers).toHaveLength(3);
  await expectAtRest(fleet, tenant, [admin, ana, rita]);
});

test('the tenant’s own days decide, and requesters’ devices know them', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin, rita } = await openDevices(tenant, 'admin', 'rita');
  const id = await resolvedAgo(admin, tenant, 8);
  await admin.mutate('policy.set', { key: 'reopen-days', value: 30 });
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await rounds([admin, rita]);
  const policies = (await rita.db.directory.toArray()).filter(({ kind }) => kind === 'policy');
  expect(policies.map(({ row }) => (row as { key?: string }).key)).toEqual(['reopen-days']);
  await reply(rita, id, randomUUID());
  expect(await statusOn(rita, id)).toBe('open');
  await rounds([rita, admin]);
  expect(await statusOn(admin, id)).toBe('open');
  // A device that comes later has it from its fill.
  const phone = await fleet.device(tenant.people.rita, { tenant });
  await phone.sync();
  await expectAtRest(fleet, tenant, [admin, rita, phone]);
});

test('a resolved ticket closes itself after the tenant’s days, once, also with several servers at it (L3)', async () => {
  const tenant = await addTenant(fleet.sql);
  const other = await addTenant(fleet.sql);
  const { admin, ana, rita } = await openDevices(tenant, 'admin', 'ana', 'rita');
  const theirs = await openDevices(other, 'admin');
  const elsewhere = await resolvedAgo(theirs.admin, other, 8);
  await theirs.admin.sync();
  const due = await Promise.all([8, 9, 30].map((days) => resolvedAgo(admin, tenant, days)));
  const early = await resolvedAgo(admin, tenant, 6);
  const reopened = await resolvedAgo(admin, tenant, 8);
  await rounds([admin, ana, rita]);
  await ana.mutate('ticket.move', { ticketId: reopened, to: 'open', reason: null });
  await rounds([ana, admin, rita]);

  const closed = await Promise.all([1, 2, 3].map(() => closeAllResolved(fleet.sql, tenant.id, Date.now())));
  expect(closed.reduce((sum, one) => sum + one, 0)).toBe(3);
  expect(await closings(tenant)).toEqual([...due].sort().map((id) => [id, null]));
  expect(await closeAllResolved(fleet.sql, tenant.id, Date.now())).toBe(0);

  await rounds([admin, ana, rita]);
  for (const device of [admin, ana, rita]) {
    for (const id of due) expect(await statusOn(device, id)).toBe('closed');
    expect([await statusOn(device, early), await statusOn(device, reopened)]).toEqual(['resolved', 'open']);
  }
  const [last] = (await rita.db.threads.get(due[0] ?? ''))?.events ?? [];
  expect(last).toMatchObject({ what: 'status', actorId: null, oldValue: 'resolved', newValue: 'closed' });
  await theirs.admin.sync();
  expect(await statusOn(theirs.admin, elsewhere)).toBe('resolved');
  await expectAtRest(fleet, tenant, [admin, ana, rita]);
});

test('a reply that was written before its ticket closed itself counts from then, and reopens it', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin, rita } = await openDevices(tenant, 'admin', 'rita');
  const id = await resolvedAgo(admin, tenant, 6);
  await rounds([admin, rita]);
  const unused = randomUUID();
  await reply(rita, id, unused);
  expect(await closeAllResolved(fleet.sql, tenant.id, Date.now() + 2 * DAY_MS)).toBe(1);
  await rounds([rita, admin]);
  for (const device of [admin, rita]) {
    expect(await statusOn(device, id)).toBe('open');
    expect(await statusOn(device, unused)).toBeUndefined();
  }
  await expectAtRest(fleet, tenant, [admin, rita]);
});

test('who opens it again before the server closes it, as the buttons do, finds it open (L3)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin, ana, rita } = await openDevices(tenant, 'admin', 'ana', 'rita');
  const all = [admin, ana, rita];
  const [anas, ritas] = [await resolvedAgo(admin, tenant, 6), await resolvedAgo(admin, tenant, 6)];
  await rounds(all);
  const reopen = (device: Device, ticketId: string) =>
    device.mutate('ticket.move', { ticketId, to: 'open', reason: null });
  await reopen(ana, anas);
  await reopen(rita, ritas);
  expect(await closeAllResolved(fleet.sql, tenant.id, Date.now() + 2 * DAY_MS)).toBe(2);
  await rounds([ana, rita, admin]);
  for (const device of all) {
    expect([await statusOn(device, anas), await statusOn(device, ritas)]).toEqual(['open', 'open']);
    expect(await device.db.outbox.where('state').equals('refused').count()).toBe(0);
  }
  await expectAtRest(fleet, tenant, all);
});

test('its requester opens again by a button what a reply would reopen, and no more; an old app that asks for it loses no word (V1)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin, rita } = await openDevices(tenant, 'admin', 'rita');
  const [fresh, old] = [await resolvedAgo(admin, tenant, 6), await resolvedAgo(admin, tenant, 8)];
  await rounds([admin, rita]);
  const args = (ticketId: string) => ({ ticketId, to: 'open', reason: null }) as const;
  // Her own screen says it before anything is sent.
  expect((await rita.mutate('ticket.move', args(old))).refusal?.code).toBe('move-not-allowed');
  expect(await rita.mutate('ticket.move', args(fresh))).not.toHaveProperty('refusal');
  await rounds([rita, admin]);
  expect(await statusOn(admin, fresh)).toBe('open');

  const app = await RawClient.open(fleet, tenant, tenant.people.rita);
  expect(await app.do('ticket.move', args(old))).toMatchObject({
    status: 'refused',
    code: 'move-not-allowed',
    message: expect.stringContaining('too long ago') as string,
  });
  const words = { ticketId: old, id: randomUUID(), body: 'It leaks again', internal: false };
  expect(await app.do('message.add', words)).toMatchObject({ status: 'applied' });
  await rounds([rita, admin]);
  expect(await statusOn(admin, old)).toBe('resolved');
  expect((await admin.db.threads.get(old))?.messages.map(({ body }) => body)).toEqual(['It leaks again']);
  // Staff open it as ever.
  expect(await admin.mutate('ticket.move', args(old))).not.toHaveProperty('refusal');
  await rounds([admin, rita]);
  expect(await statusOn(rita, old)).toBe('open');
  await expectAtRest(fleet, tenant, [admin, rita]);
});
