import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readNotices } from '../../app/store/notices.ts';
import { membershipId } from '../../shared/model/directory.ts';
import type { ScopeKey } from '../../shared/rules/scopes.ts';
import { TOLD_MAX } from '../../sync-server/db/sync/notices.ts';
import { openScopes } from '../../sync-server/db/sync/scopes.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { keepPromises } from '../../sync-server/jobs/keep-promises.ts';
import { must } from '../../shared/lib/must.ts';
import { offline, online, openDesk, openDevice } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// product.md, Priority and SLA: who is told of what was promised, and what becomes of that.

const [HOUR, DAY] = [3_600_000, 86_400_000];
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const look = (tenant: TestTenant, aheadMs: number) =>
  keepPromises(fleet.sql, tenant.id, Date.now() + aheadMs);

/** What a person was told of promises, in order. */
const told = async ({ db }: Device) =>
  (await readNotices(db))
    .filter(({ what }) => what !== 'assigned')
    .sort((a, b) => a.at - b.at)
    .map(({ what }) => what);

/** A first answer within a day, warned of as the resolution is: at three quarters. */
const answeredInADay = {
  name: 'Answers',
  order: 1,
  conditions: {},
  targets: {
    medium: {
      firstResponse: { targetMs: DAY, business: false },
      resolution: { targetMs: 3 * DAY, business: false },
    },
  },
  calendarId: null,
  pausedIn: ['pending' as const],
  warnAtPercent: 75,
};

describe('what is late or will be is said to who has it; what is escalated, to the team as well (S9)', () => {
  const late = ['warned', 'missed', 'warned', 'escalated'];
  test.each([
    ['to its assignee', {}, { ana: ['escalated'], ben: late, admin: [] }],
    ['to the team where nobody has it', { nobodys: true }, { ana: late, ben: [], admin: [] }],
    ['to the team where its assignee has left', { left: true }, { ana: late, admin: [] }],
    [
      'to the team, where it has gone to one that its assignee is not of and agents see their teams’ alone',
      { limited: true },
      { ana: late, ben: [], admin: [] },
    ],
    [
      'to the admins, where nobody of the team works here',
      { limited: true, empty: true },
      { ana: [], ben: [], admin: late },
    ],
  ] as [string, Partial<Record<'nobodys' | 'left' | 'limited' | 'empty', true>>, Record<string, string[]>][])(
    '%s',
    async (_, { nobodys, left, limited, empty }, heard) => {
      const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
      const [admin, ana, ben, rita] = devices;
      await admin.mutate('sla-policy.set', { id: randomUUID(), value: answeredInADay, archived: false });
      const ticketId = await rita.file('Pump 4 leaks');
      await rounds(devices);
      const assigneeId = nobodys ? null : people.ben.id;
      await admin.mutate('ticket.assign', { ticketId, assigneeId, teamId: tenant.teamId });
      await rounds(devices);
      if (limited) await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
      if (empty)
        await admin.mutate('membership.set', {
          id: membershipId(tenant.teamId, people.ana.id),
          teamId: tenant.teamId,
          personId: people.ana.id,
          lead: false,
          removed: true,
        });
      await rounds(devices);
      if (left)
        await asSuper(fleet, (sql) => sql`update people set active = false where id = ${people.ben.id}`);
      for (const ahead of [0.8 * DAY, DAY + HOUR, 2.5 * DAY, 3 * DAY + HOUR]) await look(tenant, ahead);
      const who = { admin, ana, rita, ...(left ? {} : { ben }) };
      await rounds(Object.values(who));
      for (const [name, device] of Object.entries(who))
        expect([name, await told(device)]).toEqual([name, heard[name] ?? []]);
      if (!left) await expectAtRest(fleet, tenant, devices);
    },
  );

  test('of a team too large for that, those who lead it and as many more as one thing is told to', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'rita');
    const [ana, rita] = devices;
    const ticketId = await rita.file('Pump 4 leaks');
    await rounds(devices);
    await ana.mutate('ticket.assign', { ticketId, assigneeId: null, teamId: tenant.teamId });
    await rounds(devices);
    const leadId = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
    await asSuper(fleet, async (sql) => {
      await sql`
        insert into people (tenant_id, id, name, email, role, active, created_at, r, n, s)
        select ${tenant.id}::uuid, x.id, x.id::text, x.id::text, 'agent', true, 0, 0, 0, 0
        from (select gen_random_uuid() as id from generate_series(1, 300) union all select ${leadId}::uuid) x`;
      await sql`
        insert into memberships (tenant_id, id, team_id, person_id, lead, removed, r, n, s)
        select tenant_id, gen_random_uuid(), ${tenant.teamId}::uuid, id, id = ${leadId}::uuid, false, 0, 0, 0 from people
        where tenant_id = ${tenant.id} and name = id::text`;
    });
    await inTenant(fleet.sql, tenant.id, async (tx) => {
      const all = await tx<{ id: string }[]>`select id from people where name = id::text`;
      await openScopes(
        tx,
        tenant.id,
        all.map(({ id }): ScopeKey => `me:${id}`),
      );
    });
    await look(tenant, 3 * DAY + HOUR);
    const people = await asSuper(
      fleet,
      (sql) => sql<{ id: string }[]>`
        select person_id as id from notices where tenant_id = ${tenant.id} and what = 'escalated'`,
    );
    expect(people).toHaveLength(TOLD_MAX);
    expect(people.map(({ id }) => id)).toContain(leadId);
  });
});

test.each([
  ['while it is unread', false],
  ['after it was read', true],
])('a breach that is withdrawn is no longer told of, %s (S9, L4)', async (_, read) => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  const [ticketId, other] = [await rita.file('Pump 4 leaks'), await rita.file('Door sticks')];
  await rounds(devices);
  for (const id of [ticketId, other])
    await ben.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await rounds(devices);
  // Ana works without a network; the promise is missed while she does.
  expect(await ana.mutate('ticket.move', { ticketId, to: 'resolved', reason: null })).not.toHaveProperty(
    'refusal',
  );
  offline(ana);
  const tablet = await openDevice(fleet, tenant, 'ana');
  await look(tenant, 3 * DAY + HOUR);
  await rounds([ben, tablet]);
  const entry = async ({ db }: Device) => {
    const [notice, ...more] = (await readNotices(db)).filter(
      ({ what, ticketId: of }) => what === 'escalated' && of === ticketId,
    );
    expect(more).toEqual([]);
    return notice;
  };
  expect(await entry(tablet)).toMatchObject({ endedAt: null, readAt: null });
  const { id, readAt } = must(await entry(tablet), 'entry');
  expect(readAt).toBeNull();
  if (read) await tablet.mutate('notice.read', { ids: [id], read: true });
  await rounds([tablet]);
  online(ana);
  await rounds([ana, ben, tablet]);
  await look(tenant, 3 * DAY + 2 * HOUR);
  const all = [...devices, tablet];
  await rounds(all);
  for (const device of [ana, tablet]) {
    const then = must(await entry(device), 'entry');
    expect(then).toMatchObject({
      endedAt: expect.any(Number) as number,
      readAt: expect.any(Number) as number,
    });
  }
  const others = (await readNotices(tablet.db)).filter(
    ({ what, ticketId: of }) => what === 'escalated' && of === other,
  );
  expect(others).toMatchObject([{ endedAt: null, readAt: null }]);
  await expectAtRest(fleet, tenant, all);
});
