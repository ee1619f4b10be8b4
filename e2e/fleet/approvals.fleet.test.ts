import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Approval } from '../../shared/model/approval.ts';
import type { MutationArgs } from '../../shared/mutations/registry.ts';
import { enqueueStep, undoStep } from '../../app/store/step.ts';
import { readNotices } from '../../app/store/notices.ts';
import { offline, online, openDevice, openStrict } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';
import { RawClient } from './raw-client.ts';

// product.md, Approvals: a change that waits for an admin's word, with either side away.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const raise = (device: Device, ticketId: string) =>
  device.mutate('ticket.set-priority', { ticketId, priority: 'urgent' });
const requestsOn = async ({ db }: Device, ticketId: string): Promise<readonly Approval[]> =>
  (await db.tickets.get(ticketId))?.more?.approval ?? [];
const priorityOn = async ({ db }: Device, ticketId: string) =>
  (await db.tickets.get(ticketId))?.ticket.priority;
async function decide(
  device: Device,
  ticketId: string,
  decision: MutationArgs<'approval.decide'>['decision'],
  word: string | null = null,
) {
  const asked = (await requestsOn(device, ticketId)).find(({ state }) => state === 'pending');
  return await device.mutate('approval.decide', {
    ticketId,
    approvalId: asked?.id ?? randomUUID(),
    decision,
    word,
  });
}
const toldOn = async ({ db }: Device) => (await readNotices(db)).map(({ what, byId }) => ({ what, byId }));
const auditOf = async (tenant: TestTenant) =>
  await asSuper(
    fleet,
    (sql) => sql<{ action: string; changes: [key: string][] }[]>`
      select action, changes from audit where tenant_id = ${tenant.id} and action in ('ticket.set-priority', 'approval.decide')
      order by received_at, action desc`,
  );

test('asked for and approved without a network: it waits on the ticket, both are told, all is logged (S9, O3)', async () => {
  const { tenant, people, devices, admin, ana, rita, ticketId } = await openStrict(fleet);
  offline(ana);
  expect(await raise(ana, ticketId)).not.toHaveProperty('refusal');
  // Before any contact its own screen says that it waits, and does not say that it is urgent.
  expect(await requestsOn(ana, ticketId)).toMatchObject([{ state: 'pending', byId: people.ana.id }]);
  expect(await priorityOn(ana, ticketId)).toBe('medium');
  online(ana);
  await rounds(devices);
  expect(await requestsOn(admin, ticketId)).toMatchObject([{ state: 'pending' }]);
  expect(await requestsOn(rita, ticketId)).toEqual([]);
  expect(await toldOn(admin)).toContainEqual({ what: 'asked', byId: people.ana.id });
  await expectAtRest(fleet, tenant, devices);

  offline(admin);
  expect(await decide(admin, ticketId, 'approve')).not.toHaveProperty('refusal');
  expect(await priorityOn(admin, ticketId)).toBe('urgent');
  online(admin);
  await rounds(devices);
  for (const device of devices) expect(await priorityOn(device, ticketId)).toBe('urgent');
  expect(await toldOn(ana)).toContainEqual({ what: 'answered', byId: people.admin.id });
  const log = (await auditOf(tenant)).map(({ action, changes }) => [
    action,
    new Set(changes.map(([key]) => key.split('/')[0])),
  ]);
  expect(log).toEqual([
    ['ticket.set-priority', new Set(['approval'])],
    ['approval.decide', new Set(['approval', 'ticket'])],
  ]);
  await expectAtRest(fleet, tenant, devices);
});

test('of two admins who decide at once the second is told what the first has decided', async () => {
  const { tenant, devices, admin, ana, ticketId } = await openStrict(fleet);
  await raise(ana, ticketId);
  const tablet = await openDevice(fleet, tenant, 'admin');
  await rounds([...devices, tablet]);
  offline(tablet);
  await decide(tablet, ticketId, 'approve');
  await decide(admin, ticketId, 'reject', 'Not before Monday.');
  await rounds(devices);
  online(tablet);
  await rounds([...devices, tablet]);
  const refused = (await tablet.db.outbox.toArray()).map(({ verdict }) => verdict);
  expect(refused).toMatchObject([{ code: 'already-decided', message: 'This has been rejected already.' }]);
  for (const device of [...devices, tablet]) expect(await priorityOn(device, ticketId)).toBe('medium');
  expect(await requestsOn(ana, ticketId)).toMatchObject([{ state: 'rejected', word: 'Not before Monday.' }]);
  await expectAtRest(fleet, tenant, [...devices, tablet], { refused: 1 });
});

test('what two ask for at once is one request; overtaken by another change, approving does nothing', async () => {
  const { tenant, devices, admin, ana, ben, ticketId } = await openStrict(fleet);
  for (const device of [ana, ben]) offline(device);
  await raise(ana, ticketId);
  await raise(ben, ticketId);
  for (const device of [ana, ben]) online(device);
  await rounds(devices);
  expect(await requestsOn(admin, ticketId)).toHaveLength(1);
  // Both are in the timeline; the admins are told once.
  const { events } = (await admin.db.threads.get(ticketId)) ?? { events: [] };
  expect(new Set(events.map(({ actorId }) => actorId))).toEqual(new Set([ana.who.id, ben.who.id]));
  expect((await toldOn(admin)).filter(({ what }) => what === 'asked')).toHaveLength(1);
  offline(admin);
  await decide(admin, ticketId, 'approve');
  await ben.mutate('ticket.set-priority', { ticketId, priority: 'low' });
  await ben.sync();
  online(admin);
  await rounds(devices);
  for (const device of [admin, ana, ben]) {
    expect(await priorityOn(device, ticketId)).toBe('low');
    expect(await requestsOn(device, ticketId)).toMatchObject([{ state: 'overtaken' }]);
  }
  await expectAtRest(fleet, tenant, devices);
});

test('a requester’s urgent ticket is high until there is a word; they see that they asked', async () => {
  const { tenant, people, devices, admin, ana, rita } = await openStrict(fleet);
  offline(rita);
  const ticketId = randomUUID();
  await rita.mutate('ticket.create', {
    id: ticketId, number: null, title: 'The quay is flooded', description: '', priority: 'urgent', categoryId: null,
    requesterId: rita.who.id, assigneeId: null, teamId: null, place: null,
  }); // prettier-ignore
  expect(await priorityOn(rita, ticketId)).toBe('high');
  online(rita);
  await rounds(devices);
  for (const device of [rita, ana]) {
    expect(await priorityOn(device, ticketId)).toBe('high');
    expect(await requestsOn(device, ticketId)).toMatchObject([{ state: 'pending', byId: people.rita.id }]);
  }
  await decide(admin, ticketId, 'approve');
  await rounds(devices);
  expect(await priorityOn(rita, ticketId)).toBe('urgent');
  expect(await toldOn(rita)).toContainEqual({ what: 'answered', byId: people.admin.id });
  await expectAtRest(fleet, tenant, devices);
});

test('an app that knows nothing of approvals asks all the same: the server decides (V1)', async () => {
  const { tenant, people, devices, admin, ticketId } = await openStrict(fleet);
  const old = await RawClient.open(fleet, tenant, people.ben);
  expect(await old.do('ticket.set-priority', { ticketId, priority: 'urgent' })).toMatchObject({
    status: 'applied',
  });
  await rounds(devices);
  expect(await priorityOn(admin, ticketId)).toBe('medium');
  expect(await requestsOn(admin, ticketId)).toMatchObject([{ state: 'pending', byId: people.ben.id }]);
});

test('many at once in one step: each is asked for, and taking the step back takes the requests back (D11)', async () => {
  const { tenant, devices, admin, ana, rita, ticketId } = await openStrict(fleet);
  const other = await rita.file('Pump 5 leaks');
  await rounds(devices);
  offline(ana);
  const making = { newId: () => randomUUID(), nowMs: ana.replica.now() };
  const changes = [ticketId, other].map((id) => ({
    name: 'ticket.set-priority' as const,
    args: { ticketId: id, priority: 'urgent' as const },
  }));
  const done = await enqueueStep(ana.db, ana.replica.actor, changes, making);
  expect([done.seqs.length, done.asked, done.leftOut]).toEqual([2, 2, []]);
  online(ana);
  await rounds(devices);
  for (const id of [ticketId, other])
    expect(await requestsOn(admin, id)).toMatchObject([{ state: 'pending' }]);
  const undone = await undoStep(ana.db, ana.replica.actor, done.seqs, making);
  expect([undone.seqs.length, undone.left]).toEqual([2, []]);
  await rounds(devices);
  for (const id of [ticketId, other])
    expect(await requestsOn(admin, id)).toMatchObject([{ state: 'withdrawn' }]);
  await expectAtRest(fleet, tenant, devices);
});
