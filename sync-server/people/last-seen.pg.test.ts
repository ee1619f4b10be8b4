import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastSeenReplySchema } from '../../shared/protocol/people.ts';
import { ask, openDesk, signIn, type Desk, type Reply } from '../auth/testing/desk.ts';
import { inTenant } from '../db/tenant.ts';
import { provisionTenant } from '../tenants/provision.ts';
import type { RunningServer } from '../server.ts';

let desk: Desk;
let server: RunningServer;
let ana: Reply;
beforeAll(async () => {
  desk = await openDesk();
  server = await desk.serve();
  ana = await signIn(server);
});
afterAll(() => desk.stop());

const setRole = (role: 'agent' | 'admin') =>
  inTenant(desk.sql, desk.tenantId, (tx) => tx`update people set role = ${role} where id = ${desk.anaId}`);
/** A device of somebody, last heard of at a time. */
const addDevice = (tenantId: string, personId: string, ord: number, at: number) =>
  inTenant(
    desk.sql,
    tenantId,
    (tx) => tx`
      insert into replicas (tenant_id, ord, id, person_id, drained_at, app, seen_at, created_at)
      values (${tenantId}, ${ord}, ${randomUUID()}, ${personId}, 0, '0.0.0', ${at}, 0)`,
  );
const lastSeen = (token = ana.body.accessToken as string) =>
  ask(server, '/people/last-seen', { headers: { authorization: `Bearer ${token}` } });

test('an agent, and whoever has no token, is told nothing', async () => {
  expect(await lastSeen()).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  expect((await ask(server, '/people/last-seen', {})).status).toBe(401);
});

test('an admin is told when each person of their tenant was last heard of, by the latest of their devices', async () => {
  const other = { id: randomUUID(), personId: randomUUID() };
  const theirs = { id: other.personId, name: 'Eve', email: 'eve@other.test', role: 'admin' as const };
  await inTenant(desk.sql, other.id, (tx) =>
    provisionTenant(tx, { id: other.id, slug: 'other', name: 'Other', people: [theirs] }, 0),
  );
  await addDevice(desk.tenantId, desk.anaId, 901, 5_000);
  await addDevice(desk.tenantId, desk.anaId, 902, 9_000);
  await addDevice(other.id, other.personId, 901, 7_000);
  await setRole('admin');
  // A session that was found good is trusted for some seconds.
  desk.clock.nowMs += 6_000;
  const { status, body } = await lastSeen();
  expect(status).toBe(200);
  expect(lastSeenReplySchema.parse(body)).toEqual({ seen: [[desk.anaId, 9_000]] });
});
