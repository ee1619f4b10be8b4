import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enqueueStep, undoStep } from '../../app/store/step.ts';
import { must } from '../../shared/lib/must.ts';
import { membershipId, type Membership } from '../../shared/model/directory.ts';
import type { Change } from '../../shared/mutations/undo.ts';
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

const making = (device: Device) => ({ newId: randomUUID, nowMs: device.replica.now() });
const madeBy = async (device: Device, change: Change) =>
  (await enqueueStep(device.db, device.replica.actor, [change], making(device))).seqs;
const undo = (device: Device, seqs: readonly number[]) =>
  undoStep(device.db, device.replica.actor, seqs, making(device));

test('who was taken out of a team by a slip is in it again, with its tickets, and leads it as before (D11)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const { teamId } = tenant;
  const ticketId = await rita.file('A northern pump');
  await rounds(devices);
  await assign(admin, ticketId, teamId);
  await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
  await rounds(devices);
  const rows = (await admin.db.directory.toArray()).filter(({ kind }) => kind === 'membership');
  const found = rows.map(({ row }) => row as Membership).find(({ personId }) => personId === people.ana.id);
  const { id } = must(found, 'membership');
  const member = { id, teamId, personId: people.ana.id, lead: true, removed: false };
  await admin.mutate('membership.set', member);
  await rounds(devices);
  const out = await madeBy(admin, { name: 'membership.set', args: { ...member, removed: true } });
  await rounds(devices);
  expect(await ana.db.tickets.get(ticketId)).toBeUndefined();
  expect((await undo(admin, out)).left).toEqual([]);
  await rounds(devices);
  expect(await ana.db.tickets.get(ticketId)).toBeDefined();
  expect((await ana.db.directory.get(['membership', id]))?.row).toMatchObject({ lead: true, removed: false });
  // Undone before anybody has heard, it is as if nothing had been.
  offline(admin);
  const slip = await madeBy(admin, { name: 'membership.set', args: { ...member, removed: true } });
  expect((await undo(admin, slip)).left).toEqual([]);
  online(admin);
  await rounds(devices);
  expect(await ana.db.tickets.get(ticketId)).toBeDefined();
  await expectAtRest(fleet, tenant, devices);
});

test('a role that was given by a slip goes back; what another admin has decided since stays, and is told (D11)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben');
  const [admin, ana, ben] = devices;
  const role = (personId: string, to: 'user' | 'agent' | 'admin'): Change => ({
    name: 'person.set-role',
    args: { personId, role: to },
  });
  const ticketId = await ana.file('Pump 4 leaks');
  await rounds(devices);
  const slip = await madeBy(admin, role(people.ben.id, 'user'));
  await rounds(devices);
  expect(await ben.db.tickets.get(ticketId)).toBeUndefined();
  expect((await undo(admin, slip)).left).toEqual([]);
  await rounds(devices);
  expect(await ben.db.tickets.get(ticketId)).toBeDefined();
  await admin.mutate('person.set-role', { personId: people.ana.id, role: 'admin' });
  await rounds(devices);
  const again = await madeBy(admin, role(people.ben.id, 'user'));
  await rounds(devices);
  await ana.mutate('person.set-role', { personId: people.ben.id, role: 'user' });
  await rounds(devices);
  expect((await undo(admin, again)).left).toMatchObject([{ why: 'changed' }]);
  people.ana.role = 'admin';
  people.ben.role = 'user';
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices);
});
