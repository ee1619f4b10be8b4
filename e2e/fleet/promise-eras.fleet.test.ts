import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SlaPolicy } from '../../shared/model/sla-policy.ts';
import { keepPromises } from '../../sync-server/jobs/keep-promises.ts';
import { openDesk, say } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// docs/decisions/0019: a promise counts from when it was made. What nobody had promised yet was not missed.

const [HOUR, DAY] = [3_600_000, 86_400_000];
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const look = (tenant: TestTenant, aheadMs = 0) => keepPromises(fleet.sql, tenant.id, Date.now() + aheadMs);

/** What is promised for a medium ticket, in milliseconds to its resolution. */
async function promise(
  admin: Device,
  targetMs: number,
  conditions: SlaPolicy['conditions'] = {},
  id: string = randomUUID(),
): Promise<string> {
  const value = {
    name: 'As decided',
    order: 1,
    conditions,
    targets: { medium: { resolution: { targetMs, business: false } } },
    calendarId: null,
    pausedIn: ['pending' as const],
    warnAtPercent: 75,
  };
  expect(await admin.mutate('sla-policy.set', { id, value, archived: false })).not.toHaveProperty('refusal');
  return id;
}

const ticketOn = async ({ db }: Device, id: string) => (await db.tickets.get(id))?.ticket;
const warningsOn = async ({ db }: Device, id: string): Promise<number> =>
  ((await db.threads.get(id))?.events ?? []).filter(({ what }) => what === 'warning').length;

test('a promise that is made tighter is missed when it is made, not before anybody could know', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  await look(tenant);
  await promise(admin, 4 * HOUR);
  await rounds(devices);
  const changedAt = Date.now() + DAY;
  expect(await look(tenant, DAY)).toEqual({ looked: 1, told: 1 });
  await rounds(devices);
  const ticket = await ticketOn(ana, id);
  expect(ticket).toMatchObject({ status: 'escalated', priority: 'high' });
  const [breach, ...more] = ticket?.breaches ?? [];
  expect(more).toEqual([]);
  expect(breach?.at).toBeGreaterThanOrEqual(changedAt);
  expect(breach?.at).toBeLessThan(changedAt + HOUR);
  expect(await look(tenant, DAY + HOUR)).toMatchObject({ told: 0 });
  await expectAtRest(fleet, tenant, devices);
});

test('what was missed stays missed when more time is promised afterwards, also when late work makes the server look again', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  expect(await look(tenant, 3 * DAY + HOUR)).toMatchObject({ told: 1 });
  await promise(admin, 10 * DAY);
  await rounds(devices);
  await look(tenant, 3.5 * DAY);
  // Done before the breach, it says nothing of its having been in time.
  await say(ana, id, 'I looked at it');
  await rounds(devices);
  await look(tenant, 3.5 * DAY);
  await rounds(devices);
  const ticket = await ticketOn(ana, id);
  expect(ticket?.breaches).toMatchObject([{ what: 'resolution', priority: 'medium', withdrawn: false }]);
  expect(ticket).toMatchObject({ status: 'escalated', priority: 'high' });
  await expectAtRest(fleet, tenant, devices);
});

test('a ticket that comes to a team that promises more is late from then on', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await promise(admin, 2 * HOUR, { teamIds: [tenant.teamId] });
  await rounds(devices);
  // Six hours go by.
  await asSuper(
    fleet,
    (sql) => sql`update tickets set created_at = created_at - ${6 * HOUR} where id = ${id}`,
  );
  expect(await look(tenant, HOUR)).toMatchObject({ told: 0 });
  const movedAt = Date.now();
  await ana.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
  await rounds(devices);
  expect(await look(tenant, HOUR)).toEqual({ looked: 1, told: 1 });
  await rounds(devices);
  const [breach] = (await ticketOn(ana, id))?.breaches ?? [];
  expect(breach).toMatchObject({ what: 'resolution', priority: 'medium' });
  expect(breach?.at).toBeGreaterThanOrEqual(movedAt);
});

test('people are warned of a new promise though they were of the one before', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  const policy = await promise(admin, 2 * DAY);
  await rounds(devices);
  await look(tenant);
  expect(await look(tenant, 1.6 * DAY)).toMatchObject({ told: 1 });
  await promise(admin, 4 * DAY, {}, policy);
  await rounds(devices);
  expect(await look(tenant, 1.7 * DAY)).toMatchObject({ told: 0 });
  expect(await look(tenant, 3.1 * DAY)).toMatchObject({ told: 1 });
  await rounds(devices);
  expect(await warningsOn(ana, id)).toBe(2);
});

test('of very many changes of what is promised the latest are remembered, and the earliest of them holds from the beginning', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  await ana.file('Pump 4 leaks');
  const policy = await promise(admin, 2 * DAY);
  await rounds(devices);
  await look(tenant);
  const many = Array.from({ length: 120 }, (_, i) => ({
    tenant_id: tenant.id,
    since: i + 1,
    promises: '[]',
  }));
  await asSuper(fleet, (sql) => sql`insert into sla_eras ${sql(many)}`);
  await promise(admin, 3 * DAY, {}, policy);
  await rounds(devices);
  await look(tenant);
  const [{ count } = { count: 0 }] = await asSuper(
    fleet,
    (sql) =>
      sql<{ count: number }[]>`select count(*)::int as count from sla_eras where tenant_id = ${tenant.id}`,
  );
  expect(count).toBe(100);
});
