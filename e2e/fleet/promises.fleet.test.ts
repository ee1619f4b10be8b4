import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Breach, Ticket } from '../../shared/model/ticket.ts';
import { connect } from '../../sync-server/db/connect.ts';
import { JOB_SCHEMA } from '../../sync-server/db/queues.ts';
import { readEnv } from '../../sync-server/env.ts';
import { createLog } from '../../sync-server/log.ts';
import { startServer, type RunningServer } from '../../sync-server/server.ts';
import { keepPromises } from '../../sync-server/jobs/keep-promises.ts';
import { addTenant, startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { openOn } from './losing.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// product.md, Priority and SLA: what the server does about promises. Its time is set ahead instead of waited for.

const [HOUR, DAY] = [3_600_000, 86_400_000];
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

const look = (tenant: TestTenant, aheadMs = 0, more: Parameters<typeof keepPromises>[3] = {}) =>
  keepPromises(fleet.sql, tenant.id, Date.now() + aheadMs, more);

async function ticketOn({ db }: Device, id: string): Promise<Ticket> {
  const folder = await db.tickets.get(id);
  if (!folder) throw new Error('no such ticket on this device');
  return folder.ticket;
}
const standing = (breaches: readonly Breach[]) =>
  breaches.flatMap(({ what, priority, withdrawn }) => (withdrawn ? [] : [[what, priority]]));

const entriesOf = async ({ db }: Device, id: string) =>
  ((await db.threads.get(id))?.events ?? [])
    .filter(({ actorId }) => actorId === null)
    .map(({ what, newValue }) => [what, what === 'status' || what === 'priority' ? newValue : null])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1));

const audited = (tenant: TestTenant, on = fleet) =>
  asSuper(on, async (sql) => {
    const rows = await sql<{ subject: string }[]>`
      select subject_id as subject from audit where tenant_id = ${tenant.id} and action = 'ticket.check-promises'`;
    return rows.map(({ subject }) => subject);
  });

/** A fleet with the means to make a job due. */
async function ownFleet() {
  const started = await startFleet();
  const boss = new PgBoss({
    connectionString: started.database.appUrl,
    schema: JOB_SCHEMA,
    max: 1,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => {});
  await boss.start();
  const stop = async () => {
    await boss.stop({ graceful: false });
    await started.stop();
  };
  return { fleet: { ...started, boss }, stop };
}

/** One more server of a fleet, four days ahead, that takes its turn at the jobs. */
function jobServer({ database }: Fleet): Promise<RunningServer> {
  const env = readEnv({
    PORT: '0',
    DATABASE_URL: database.appUrl,
    WAYPOST_SECRET: 'x'.repeat(40),
    DEMO: 'off',
  });
  const now = () => Date.now() + 4 * DAY;
  return startServer({ env, appUrl: database.appUrl, log: createLog('silent'), now });
}

test('a missed resolution escalates once, however many servers look, and reaches every device (L4, L3)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana, rita } = await openDevices(tenant, 'ana', 'rita');
  const late = await rita.file('Pump 4 leaks');
  await rounds([ana, rita]);
  expect(await look(tenant)).toEqual({ looked: 1, told: 0 });
  expect(await look(tenant)).toEqual({ looked: 0, told: 0 });
  const runs = await Promise.all([1, 2, 3, 4].map(() => look(tenant, 3 * DAY + HOUR)));
  expect(runs.reduce((sum, { told }) => sum + told, 0)).toBe(1);
  await rounds([ana, rita]);
  expect(await ticketOn(ana, late)).toMatchObject({ status: 'escalated', priority: 'high' });
  expect(standing((await ticketOn(ana, late)).breaches)).toEqual([['resolution', 'medium']]);
  expect(await entriesOf(ana, late)).toEqual([
    ['breach', null],
    ['priority', 'high'],
    ['status', 'escalated'],
  ]);
  // Its requester is told what it has become, and nothing of promises.
  expect(await ticketOn(rita, late)).toMatchObject({ status: 'escalated', priority: 'high', breaches: [] });
  expect((await entriesOf(rita, late)).map(([what]) => what)).toEqual(['priority', 'status']);
  expect(await audited(tenant)).toEqual([late]);
  expect(await look(tenant, 3 * DAY + 2 * HOUR)).toEqual({ looked: 0, told: 0 });
  await expectAtRest(fleet, tenant, [ana, rita]);
});

test('people are warned before, once, and by the clock of the server', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana } = await openDevices(tenant, 'ana');
  const id = await ana.file('Pump 4 leaks');
  await rounds([ana]);
  await look(tenant);
  expect(await look(tenant, 2 * DAY)).toEqual({ looked: 0, told: 0 });
  expect(await look(tenant, 2.5 * DAY)).toEqual({ looked: 1, told: 1 });
  expect(await look(tenant, 2.6 * DAY)).toEqual({ looked: 0, told: 0 });
  // Something happens to it: it is looked at again, and nobody is warned twice.
  await ana.mutate('ticket.set-title', { ticketId: id, title: 'Pump 4 leaks badly' });
  await rounds([ana]);
  expect(await look(tenant, 2.7 * DAY)).toEqual({ looked: 1, told: 0 });
  await rounds([ana]);
  expect((await entriesOf(ana, id)).map(([what]) => what)).toEqual(['warning']);
});

test.each([
  ['resolved', 'resolved'],
  ['pending', 'pending'],
] as const)('work done in time without a network takes it back: %s (L4)', async (_, to) => {
  const tenant = await addTenant(fleet.sql);
  const { ana, ben } = await openDevices(tenant, 'ana', 'ben');
  const id = await ben.file('Pump 4 leaks');
  await rounds([ana, ben]);
  // Ana works without a network; the promise is missed while she does.
  expect(await ana.mutate('ticket.move', { ticketId: id, to, reason: null })).not.toHaveProperty('refusal');
  expect(await look(tenant, 3 * DAY + HOUR)).toMatchObject({ told: 1 });
  await rounds([ben]);
  expect((await ticketOn(ben, id)).status).toBe('escalated');
  await rounds([ana, ben]);
  // Hers stands at once; what was noted by mistake goes with the next look.
  expect(await ticketOn(ben, id)).toMatchObject({ status: to, priority: 'high' });
  expect(await look(tenant, 3 * DAY + HOUR + 60_000)).toMatchObject({ told: 1 });
  await rounds([ana, ben]);
  expect(await ticketOn(ana, id)).toMatchObject({ status: to, priority: 'medium' });
  expect((await ticketOn(ana, id)).breaches).toMatchObject([{ what: 'resolution', withdrawn: true }]);
  expect(await look(tenant, 30 * DAY)).toMatchObject({ told: 0 });
  expect(await openOn(ana)).toEqual([]);
  await expectAtRest(fleet, tenant, [ana, ben]);
});

test('what a person sets meanwhile without having seen it stands, and no conflict is raised', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana } = await openDevices(tenant, 'ana');
  const id = await ana.file('Pump 4 leaks');
  await rounds([ana]);
  await ana.mutate('ticket.set-priority', { ticketId: id, priority: 'low' });
  expect(await look(tenant, 3 * DAY + HOUR)).toMatchObject({ told: 1 });
  await rounds([ana]);
  expect((await ticketOn(ana, id)).priority).toBe('low');
  expect(await ana.db.directory.where('kind').equals('conflict').count()).toBe(0);
});

test('a new promise of the tenant is kept from then on, without anything being written to tickets', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin } = await openDevices(tenant, 'admin');
  const id = await admin.file('Pump 4 leaks');
  await rounds([admin]);
  await look(tenant);
  const target = { targetMs: HOUR, business: false };
  const value = {
    name: 'Fast',
    order: 1,
    conditions: {},
    targets: { medium: { firstResponse: target, resolution: { ...target, targetMs: 10 * DAY } } },
    calendarId: null,
    pausedIn: ['pending' as const],
    warnAtPercent: 75,
  };
  const made = await admin.mutate('sla-policy.set', { id: randomUUID(), value, archived: false });
  expect(made).not.toHaveProperty('refusal');
  await rounds([admin]);
  expect(await look(tenant, 2 * HOUR)).toEqual({ looked: 1, told: 1 });
  await rounds([admin]);
  expect(standing((await ticketOn(admin, id)).breaches)).toEqual([['firstResponse', 'medium']]);
  expect(await ticketOn(admin, id)).toMatchObject({ status: 'new', priority: 'medium' });
  expect(await look(tenant, 4 * DAY)).toMatchObject({ told: 0 });
});

test('a raise that makes it overdue escalates it, at the moment of the raise (L4)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { rita } = await openDevices(tenant, 'rita');
  const id = await rita.file('Pump 4 leaks');
  await rounds([rita]);
  // Six hours go by.
  await asSuper(
    fleet,
    (sql) => sql`update tickets set created_at = created_at - ${6 * HOUR} where id = ${id}`,
  );
  const { admin, ana } = await openDevices(tenant, 'admin', 'ana');
  await look(tenant, HOUR);
  await ana.mutate('ticket.take', { ticketId: id });
  await ana.mutate('ticket.set-priority', { ticketId: id, priority: 'urgent' });
  await rounds([ana]);
  expect(await look(tenant, HOUR)).toEqual({ looked: 1, told: 1 });
  await rounds([admin, ana]);
  const escalated = await ticketOn(ana, id);
  expect(escalated).toMatchObject({ status: 'escalated', priority: 'urgent' });
  const raised = (await ana.db.threads.get(id))?.events.find(({ what }) => what === 'priority');
  expect(escalated.breaches).toMatchObject([
    { what: 'resolution', at: raised?.createdAt, priority: 'urgent' },
  ]);
  expect(await look(tenant, 9 * DAY)).toMatchObject({ told: 0 });
  await expectAtRest(fleet, tenant, [admin, ana]);
});

test('what was overdue before it was imported escalates nothing; a new term does', async () => {
  const tenant = await addTenant(fleet.sql);
  const { admin } = await openDevices(tenant, 'admin');
  const id = randomUUID();
  const made = await admin.mutate('ticket.import', {
    id,
    external: { source: 'before', id },
    title: 'Open for weeks',
    description: '',
    status: 'open',
    priority: 'medium',
    categoryId: null,
    requesterId: tenant.people.rita.id,
    assigneeId: null,
    teamId: null,
    place: null,
    createdAt: Date.now() - 5 * DAY,
    deadline: null,
    resolvedAt: null,
    closedAt: null,
    tagIds: [],
    messages: [],
  });
  expect(made).not.toHaveProperty('refusal');
  await rounds([admin]);
  expect(await look(tenant, HOUR)).toEqual({ looked: 1, told: 0 });
  await admin.mutate('ticket.set-priority', { ticketId: id, priority: 'low' });
  await rounds([admin]);
  await look(tenant, 2 * HOUR);
  expect(await look(tenant, 3 * DAY)).toMatchObject({ told: 1 });
});

test('a run that is ended anywhere is gone on with, and every tenant keeps to its own', async () => {
  const [tenant, other] = [await addTenant(fleet.sql), await addTenant(fleet.sql)];
  const { ana } = await openDevices(tenant, 'ana');
  const { ben } = await openDevices(other, 'ben');
  for (let i = 0; i < 25; i += 1) await ana.file(`Ticket ${i}`);
  const theirs = await ben.file('Of another tenant');
  await rounds([ana]);
  await rounds([ben]);
  const ended = new AbortController();
  let batches = 0;
  // Ends it after its second batch, as a stopping server does.
  const counting = new Proxy(fleet.sql, {
    get: (target, key) => {
      if (key === 'notify' && (batches += 1) === 2) ended.abort();
      return Reflect.get(target, key) as unknown;
    },
  });
  const options = { signal: ended.signal, limit: 10 };
  await expect(keepPromises(counting, tenant.id, Date.now() + 4 * DAY, options)).rejects.toThrow('aborted');
  expect(await audited(tenant)).toHaveLength(20);
  expect(await look(tenant, 4 * DAY, { limit: 10 })).toEqual({ looked: 5, told: 5 });
  expect(new Set(await audited(tenant)).size).toBe(25);
  expect(await audited(other)).toEqual([]);
  await rounds([ben]);
  expect((await ticketOn(ben, theirs)).status).toBe('new');
});

test('a run whose connection is killed in the middle of a batch is taken up again, and nothing is escalated twice', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana } = await openDevices(tenant, 'ana');
  const ids: string[] = [];
  for (let i = 0; i < 25; i += 1) ids.push(await ana.file(`Ticket ${i}`));
  await rounds([ana]);
  const holder = connect(fleet.database.superUrl, { max: 1 });
  await holder.begin(async (tx) => {
    await tx`select 1 from tickets where tenant_id = ${tenant.id} and id = ${ids[12] ?? ''} for update`;
    const run = look(tenant, 4 * DAY, { limit: 10 }).then(
      () => 'ended',
      () => 'killed',
    );
    const kill = () =>
      asSuper(fleet, async (sql) => {
        const killed = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`;
        return killed.length;
      });
    await expect.poll(kill).toBe(1);
    expect(await run).toBe('killed');
  });
  await holder.end();
  const before = await audited(tenant);
  expect(before.length).toBeLessThan(25);
  expect(await look(tenant, 4 * DAY, { limit: 10 })).toMatchObject({ told: 25 - before.length });
  expect((await audited(tenant)).toSorted()).toEqual(ids.toSorted());
  await rounds([ana]);
  await expectAtRest(fleet, tenant, [ana]);
});

test('two servers take turns at it by themselves, and one that is stopped leaves it to the other', async () => {
  const { fleet: own, stop } = await ownFleet();
  try {
    const ana = await own.device(own.tenant.people.ana);
    await ana.sync();
    const [one, two] = [await jobServer(own), await jobServer(own)];
    const escalated = async (id: string): Promise<void> => {
      await own.boss.send('keep-promises', {});
      const statusOf = async () => {
        await rounds([ana], 1);
        return (await ticketOn(ana, id)).status;
      };
      await expect.poll(statusOf, { interval: 500, timeout: 30_000 }).toBe('escalated');
    };
    const first = await ana.file('Pump 4 leaks');
    await rounds([ana]);
    await escalated(first);
    await one.stop();
    const second = await ana.file('Pump 5 leaks');
    await rounds([ana]);
    await escalated(second);
    expect((await audited(own.tenant, own)).sort()).toEqual([first, second].sort());
    await two.stop();
  } finally {
    await stop();
  }
});
