import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../shared/lib/must.ts';
import { membershipId } from '../../shared/model/directory.ts';
import { bodiesOn, offline, online, openDesk, say } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';

// Teams as admins make them: each has a scope from its beginning, and what it has stays with it when it is out of use (S1).

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const teamOn = async ({ db }: Device, id: string) => (await db.directory.get(['team', id]))?.row;
const assign = (device: Device, ticketId: string, teamId: string | null, assigneeId: string | null = null) =>
  device.mutate('ticket.assign', { ticketId, assigneeId, teamId });
const join = (admin: Device, teamId: string, personId: string) =>
  admin.mutate('membership.set', { id: membershipId(teamId, personId), teamId, personId, lead: false, removed: false }); // prettier-ignore

test('a team made without a network, with a member and a ticket at once, is theirs; out of use it keeps both (S1, D4)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, ben, rita] = devices;
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  const ticketId = await rita.file('A western pump');
  await rounds(devices);
  const teamId = randomUUID();
  offline(admin);
  expect(await admin.mutate('team.create', { id: teamId, name: 'West crew' })).not.toHaveProperty('refusal');
  expect(await join(admin, teamId, people.ben.id)).not.toHaveProperty('refusal');
  expect(await assign(admin, ticketId, teamId)).not.toHaveProperty('refusal');
  await say(admin, ticketId, 'internal', true);
  online(admin);
  await rounds(devices);
  expect(await teamOn(ana, teamId)).toMatchObject({ name: 'West crew', archived: false });
  expect(await teamOn(rita, teamId)).toBeUndefined();
  expect(await bodiesOn(ben, ticketId)).toEqual(['internal']);
  expect(await ana.db.tickets.get(ticketId)).toBeUndefined();

  const other = await rita.file('An eastern pump');
  await rounds(devices);
  await admin.mutate('team.set', { id: teamId, name: 'West crew', archived: true });
  await admin.sync();
  await ben.sync();
  expect(must(await ben.db.tickets.get(ticketId), 'ticket').ticket.teamId).toBe(teamId);
  expect((await assign(admin, other, teamId)).refusal?.code).toBe('archived');
  // Work on it goes on: the one who has it hands it over, and says so.
  expect(await assign(ben, ticketId, teamId, people.ben.id)).not.toHaveProperty('refusal');
  expect(await say(ben, ticketId, 'on my way')).not.toHaveProperty('refusal');
  await rounds(devices);
  expect(must(await admin.db.tickets.get(ticketId), 'ticket').ticket.assigneeId).toBe(people.ben.id);
  // Taken back into use it is given something at once.
  offline(admin);
  await admin.mutate('team.set', { id: teamId, name: 'Westerners', archived: false });
  expect(await assign(admin, other, teamId)).not.toHaveProperty('refusal');
  online(admin);
  await rounds(devices);
  expect(await teamOn(ben, teamId)).toMatchObject({ name: 'Westerners', archived: false });
  expect(await ben.db.tickets.get(other)).toBeDefined();
  const fresh = await fleet.device(people.ben, { tenant });
  await fresh.sync();
  expect((await fresh.db.tickets.toArray()).map(({ id }) => id).sort()).toEqual([ticketId, other].sort());
  await rounds(devices);
  await expectAtRest(fleet, tenant, [...devices, fresh]);
});

test('a ticket given to a team that went out of use meanwhile comes back with the reason, and keeps the team it had', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const ticketId = await ana.file('Pump 4 leaks');
  await rounds(devices);
  offline(ana);
  await assign(ana, ticketId, tenant.otherTeamId);
  await admin.mutate('team.set', { id: tenant.otherTeamId, name: 'South crew', archived: true });
  await admin.sync();
  online(ana);
  await rounds(devices);
  const refused = await ana.db.outbox.where('state').equals('refused').toArray();
  expect(refused.map(({ verdict }) => verdict)).toMatchObject([
    { code: 'archived', message: 'The team South crew is no longer in use.' },
  ]);
  expect(must(await ana.db.tickets.get(ticketId), 'ticket').ticket.teamId).toBeNull();
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
});

test('of two teams of one name the second is told, and the others of its push stand', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const [taken, made] = [randomUUID(), randomUUID()];
  const ticketId = await ana.file('Pump 4 leaks');
  await rounds(devices);
  offline(admin);
  await admin.mutate('team.create', { id: made, name: 'Night crew' });
  await join(admin, made, people.ana.id);
  await assign(admin, ticketId, made);
  await admin.mutate('team.create', { id: taken, name: 'North crew' });
  online(admin);
  await rounds(devices);
  const refused = await admin.db.outbox.where('state').equals('refused').toArray();
  expect(refused.map(({ name, verdict }) => [name, verdict?.code])).toEqual([
    ['team.create', 'already-exists'],
  ]);
  expect(await teamOn(ana, taken)).toBeUndefined();
  expect(await teamOn(ana, made)).toMatchObject({ name: 'Night crew' });
  // What its failed first attempt had opened stands for nothing: its people are sent its tickets.
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await rounds(devices);
  expect(await ana.db.tickets.get(ticketId)).toBeDefined();
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
});
