import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryOf } from '../../app/queries/directory.ts';
import { readDirectory } from '../../app/store/paint-directory.ts';
import { membershipId } from '../../shared/model/directory.ts';
import { mergeKey, mergeRulesIn, policyRef, type MergeRules } from '../../shared/model/policy.ts';
import { offline, online, openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';
import { bothName, moment, onlyOn } from './losing.ts';

// M1, M4: what two admins decide at once, each away from the network.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** Two admins and an agent, all of whom have synced; then the admins are away. */
async function twoAdmins() {
  const desk = await openDesk(fleet, 'admin', 'ana', 'ben');
  const [admin, ana, ben] = desk.devices;
  await admin.mutate('person.set-role', { personId: ana.who.id, role: 'admin' });
  await rounds(desk.devices);
  return { ...desk, admin, ana, ben };
}

async function rulesOn(device: Device): Promise<MergeRules> {
  const { policies } = directoryOf(await readDirectory(device.db, device.replica.actor));
  return mergeRulesIn((key) => policies.get(key));
}

test('rules for different registers both stand, in whatever order they arrive (M4)', async () => {
  const { tenant, devices, admin, ana, ben } = await twoAdmins();
  for (const device of [admin, ana]) offline(device);
  await admin.mutate('policy.set', { key: mergeKey('title'), value: 'first' });
  await ana.mutate('policy.set', { key: mergeKey('priority'), value: 'ask' });
  await ana.mutate('policy.set', { key: mergeKey('status'), value: 'first' });
  await moment();
  await admin.mutate('policy.set', { key: mergeKey('status'), value: 'ask' });
  for (const device of [ana, admin]) online(device);
  await rounds([ana, admin, ben]);
  // Of one register the later decision stands, as ever.
  for (const device of devices)
    expect(await rulesOn(device)).toEqual({ title: 'first', priority: 'ask', status: 'ask' });
  const id = await ben.file('Pump 4 leaks');
  await rounds(devices);
  await bothName(ana, ben, id, 'ana');
  expect(await onlyOn(ben)).toMatchObject({ register: 'title', ruled: true });
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});

test('what a tenant had chosen in one value goes on counting, and what an earlier app sends as well (V1, M4)', async () => {
  const { tenant, devices, admin, ana, ben } = await twoAdmins();
  const { id } = policyRef('merge');
  await asSuper(
    fleet,
    (sql) => sql`
      insert into policies (tenant_id, id, key, value, r, n, s)
      values (${tenant.id}, ${id}, 'merge', '{"title":"first","status":"ask"}', 1, 1, 1)`,
  );
  const fresh = await fleet.device(tenant.people.ben, { tenant });
  await fresh.sync();
  expect(await rulesOn(fresh)).toEqual({ title: 'first', status: 'ask' });
  const ticketId = await ben.file('Pump 4 leaks');
  await rounds(devices);
  await bothName(ana, ben, ticketId, 'ana');
  expect(await onlyOn(ben)).toMatchObject({ ruled: true });

  await admin.mutate('policy.set', { key: mergeKey('title'), value: 'ask' });
  await rounds([...devices, fresh]);
  expect(await rulesOn(fresh)).toEqual({ title: 'ask', status: 'ask' });
  // An app that knows the one value alone.
  await ana.mutate('policy.set', { key: 'merge', value: { title: 'ask', place: 'first' } });
  await rounds([...devices, fresh]);
  expect(await rulesOn(fresh)).toMatchObject({ title: 'ask', place: 'first', status: 'last' });
});

test('the same person put into the same team by both: one membership, and nobody is refused (M1)', async () => {
  const { tenant, devices, people, admin, ana } = await twoAdmins();
  const { otherTeamId: teamId } = tenant;
  const personId = people.ben.id;
  for (const device of [admin, ana]) offline(device);
  const change = { teamId, personId, removed: false };
  await admin.mutate('membership.set', { ...change, id: membershipId(teamId, personId), lead: false });
  await moment();
  // An earlier app made an id of its own.
  await ana.mutate('membership.set', { ...change, id: randomUUID(), lead: true });
  for (const device of [admin, ana]) online(device);
  await rounds(devices);
  for (const device of devices) {
    const { memberships } = directoryOf(await readDirectory(device.db, device.replica.actor));
    const found = memberships.filter((row) => row.teamId === teamId && row.personId === personId);
    expect(found).toMatchObject([{ id: membershipId(teamId, personId), lead: true, removed: false }]);
  }
  await expectAtRest(fleet, tenant, devices);
});

test('a membership that an earlier app made keeps its id (V1)', async () => {
  const { tenant, devices, people, admin } = await twoAdmins();
  const { otherTeamId: teamId } = tenant;
  const [id, personId] = [randomUUID(), people.ben.id];
  await asSuper(
    fleet,
    (sql) => sql`
      insert into memberships (tenant_id, id, team_id, person_id, r, n, s)
      values (${tenant.id}, ${id}, ${teamId}, ${personId}, 1, 1, 1)`,
  );
  await admin.db.directory.put({
    kind: 'membership', id, in: { 1: 1 },
    row: { id, teamId, personId, lead: false, removed: false, r: 1, n: 1, s: 1 },
  }); // prettier-ignore
  await admin.mutate('membership.set', { id, teamId, personId, lead: true, removed: false });
  await rounds(devices);
  expect(await admin.db.directory.get(['membership', id])).toMatchObject({ row: { lead: true } });
  expect(await admin.db.outbox.count()).toBe(0);
});
