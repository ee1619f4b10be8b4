import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRefused } from '../../app/store/refused.ts';
import { enqueueStep, undoStep, type StepDone, type Undone } from '../../app/store/step.ts';
import { must } from '../../shared/lib/must.ts';
import type { Status, Ticket } from '../../shared/model/ticket.ts';
import type { Change } from '../../shared/mutations/undo.ts';
import { offline, online, openDesk, title } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// Steps of many changes, and their undo, where others work on the same tickets.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const making = (device: Device) => ({ newId: randomUUID, nowMs: device.replica.now() });
const step = (device: Device, changes: Change[]): Promise<StepDone> =>
  enqueueStep(device.db, device.replica.actor, changes, making(device));
const undo = (device: Device, { seqs }: StepDone): Promise<Undone> =>
  undoStep(device.db, device.replica.actor, seqs, making(device));
const move = (ticketId: string, to: Status): Change => ({
  name: 'ticket.move',
  args: { ticketId, to, reason: null },
});
const moveOn = (device: Device, ticketId: string, to: Status) =>
  device.mutate('ticket.move', { ticketId, to, reason: to === 'open' ? 'because' : null });
const ticketOn = async (device: Device, id: string): Promise<Ticket> =>
  must(await device.db.tickets.get(id), 'ticket').ticket;
const statusesOn = async (device: Device, ids: string[]): Promise<Status[]> =>
  (await Promise.all(ids.map((id) => ticketOn(device, id)))).map(({ status }) => status);

/** So many new tickets that all these devices have. */
async function file(devices: Device[], count: number): Promise<string[]> {
  const [first] = devices;
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push(await must(first, 'device').file(`Pump ${i} leaks`));
  await rounds(devices);
  return ids;
}

describe('a step of many changes', () => {
  test('one of them is refused, another meets a change made at once: the rest is done, each has its verdict (D11)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const ids = await file(devices, 6);
    const [first = '', second = '', closed = '', pending = ''] = ids;
    offline(ana);
    // In the office: one is closed, which has no way back; one waits.
    for (const to of ['resolved', 'closed'] as const) await moveOn(ben, closed, to);
    await moveOn(ben, pending, 'pending');
    await ben.sync();
    const made = await step(
      ana,
      ids.map((id) => move(id, 'resolved')),
    );
    expect(await statusesOn(ana, ids)).toEqual(ids.map(() => 'resolved'));
    online(ana);
    await rounds(devices);
    const trees = await readRefused(ana.db);
    expect(trees.map(({ entry }) => [entry.tickets, entry.verdict?.code])).toEqual([
      [[closed], 'move-not-allowed'],
    ]);
    expect(trees[0]?.entry.batch).toMatchObject({ size: 6 });
    const now = ids.map((id) => (id === closed ? 'closed' : 'resolved'));
    // Ben's, which she had not seen, was made earlier, and has lost: it is kept for him.
    expect(await statusesOn(ben, ids)).toEqual(now);
    const verdicts = await asSuper(fleet, (sql) => sql`
      select status, count(*)::int as count from verdicts
      where tenant_id = ${tenant.id} and name = 'ticket.move' and r = (select ord from replicas where tenant_id = ${tenant.id} and id = ${must(trees[0], 'tree').entry.replica})
      group by status order by status`); // prettier-ignore
    expect([...verdicts]).toEqual([
      { status: 'applied', count: 4 },
      { status: 'conflict', count: 1 },
      { status: 'refused', count: 1 },
    ]);

    // Undone after somebody has gone on with two of them: these stay, and nothing is done about the refused one.
    await moveOn(ben, first, 'open');
    await title(ben, second, 'renamed meanwhile');
    await rounds(devices);
    const { left, seqs } = await undo(ana, made);
    expect(left).toMatchObject([{ why: 'changed', change: { args: { ticketId: first } } }]);
    expect(seqs).toHaveLength(4);
    await rounds(devices);
    const after = ids.map(
      (id) => ({ [first]: 'open', [closed]: 'closed', [pending]: 'pending' })[id] ?? 'new',
    );
    for (const device of devices) expect(await statusesOn(device, ids)).toEqual(after);
    expect((await ticketOn(ana, second)).title).toBe('renamed meanwhile');
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test('that is larger than what is sent at once arrives whole, and goes back whole without a network', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const ids = await file(devices, 130);
    const done = await step(ana, ids.flatMap((id) => [move(id, 'resolved'), move(id, 'closed')]));
    expect(done.seqs).toHaveLength(260);
    await rounds(devices);
    expect(new Set(await statusesOn(ben, ids))).toEqual(new Set(['closed']));
    offline(ana);
    expect((await undo(ana, done)).left).toEqual([]);
    expect(new Set(await statusesOn(ana, ids))).toEqual(new Set(['new']));
    online(ana);
    await rounds(devices);
    for (const id of ids) expect(await ticketOn(ben, id)).toMatchObject({ status: 'new', resolvedAt: null, closedAt: null });
    await expectAtRest(fleet, tenant, devices);
  }); // prettier-ignore

  test('is made once, though the connection to the storage dies after it was', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const ids = await file(devices, 3);
    const transaction = ana.db.transaction.bind(ana.db) as (...given: unknown[]) => Promise<unknown>;
    let times = 0;
    Object.assign(ana.db, {
      transaction: async (...given: unknown[]) => {
        const done = await transaction(...given);
        times += 1;
        if (times > 1) return done;
        throw Object.assign(new Error('Connection to Indexed Database server lost'), { name: 'UnknownError' });
      },
    });
    const { seqs } = await step(ana, ids.map((id) => move(id, 'open')));
    Object.assign(ana.db, { transaction });
    expect(seqs).toHaveLength(3);
    expect(await ana.db.outbox.count()).toBe(3);
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  }); // prettier-ignore
});

describe('an undo', () => {
  test('that meets a change nobody here has seen is refused on the server, and the change stays (D11)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const [id = ''] = await file(devices, 1);
    const done = await step(ana, [move(id, 'resolved')]);
    await rounds(devices);
    offline(ana);
    expect((await undo(ana, done)).left).toEqual([]);
    expect((await ticketOn(ana, id)).status).toBe('new');
    await moveOn(ben, id, 'closed');
    await ben.sync();
    online(ana);
    await rounds(devices);
    const [tree] = await readRefused(ana.db);
    expect(tree?.entry).toMatchObject({ name: 'ticket.move-back', verdict: { code: 'move-not-allowed' } });
    for (const device of devices) expect((await ticketOn(device, id)).status).toBe('closed');
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test('of what was never sent, and refused when it was, goes with it', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const [id = ''] = await file(devices, 1);
    await moveOn(ben, id, 'resolved');
    await rounds(devices);
    offline(ana);
    await moveOn(ben, id, 'closed');
    await ben.sync();
    // Resolved is what she sees; by now it is closed, which is left with a reason only.
    const done = await step(ana, [move(id, 'open')]);
    await undo(ana, done);
    online(ana);
    await rounds(devices);
    const [tree] = await readRefused(ana.db);
    expect([tree?.entry.name, tree?.dependants.map(({ name }) => name)]).toEqual(['ticket.move', ['ticket.move-back']]);
    expect((await ticketOn(ana, id)).status).toBe('closed');
    await expectAtRest(fleet, tenant, devices, { refused: 2 });
  }); // prettier-ignore

  test('of somebody else’s move is nobody’s', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const [id = ''] = await file(devices, 1);
    const done = await moveOn(ana, id, 'resolved');
    await rounds(devices);
    const tried = await ben.mutate('ticket.move-back', { ticketId: id, eventIds: [must(done.uid, 'uid')] });
    expect(tried.refusal?.code).toBe('not-found');
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('somebody leaves', () => {
  test('their tickets are given away and they are deactivated, without a network; what came to them meanwhile is seen', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben');
    const [admin, ana, ben] = devices;
    const [toAna = '', toNobody = '', late = '', after = ''] = await file(devices, 4);
    const { teamId } = tenant;
    const give = (device: Device, ticketId: string, assigneeId: string | null) =>
      device.mutate('ticket.assign', { ticketId, assigneeId, teamId });
    for (const id of [toAna, toNobody]) await give(admin, id, people.ben.id);
    await rounds(devices);

    offline(admin);
    const assigned = (ticketId: string, assigneeId: string | null): Change => ({ name: 'ticket.assign', args: { ticketId, assigneeId, teamId } });
    const left = await step(admin, [
      assigned(toAna, people.ana.id),
      assigned(toNobody, null),
      { name: 'person.set-active', args: { personId: people.ben.id, active: false } },
    ]);
    expect(left.leftOut).toEqual([]);
    // Somebody gives him another one, which the admin does not know of, and one more without a network.
    await give(ana, late, people.ben.id);
    await ana.sync();
    offline(ana);
    await give(ana, after, people.ben.id);
    online(admin);
    await admin.sync();
    online(ana);
    await rounds([admin, ana]);

    const held = async (id: string) => (await ticketOn(admin, id)).assigneeId;
    expect(await Promise.all([toAna, toNobody, late].map(held))).toEqual([people.ana.id, null, people.ben.id]);
    const [refused] = await readRefused(ana.db);
    expect(refused?.entry).toMatchObject({ tickets: [after], verdict: { code: 'archived' } });
    expect((await give(ana, after, people.ben.id)).refusal?.code).toBe('archived');
    await expect(ben.sync()).rejects.toMatchObject({ code: 'session-revoked' });

    // Undone, he is back with what was his.
    expect((await undo(admin, left)).left).toEqual([]);
    await rounds([admin, ana]);
    expect(await Promise.all([toAna, toNobody].map(held))).toEqual([people.ben.id, people.ben.id]);
    await ben.sync();
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  }); // prettier-ignore

  test('two admins who send each other away at once: one of them stays', async () => {
    const { people, devices } = await openDesk(fleet, 'admin', 'ana');
    const [admin, ana] = devices;
    await admin.mutate('person.set-role', { personId: people.ana.id, role: 'admin' });
    await rounds(devices);
    await ana.mutate('person.set-active', { personId: people.admin.id, active: false });
    await admin.mutate('person.set-active', { personId: people.ana.id, active: false });
    await admin.sync();
    await expect(ana.sync()).rejects.toMatchObject({ code: 'session-revoked' });
    await admin.sync();
    const active = await asSuper(fleet, (sql) => sql`
      select name, active from people where id in (${people.admin.id}, ${people.ana.id}) order by name`); // prettier-ignore
    expect([...active]).toEqual([{ name: 'Admin', active: true }, { name: 'Ana', active: false }]);
  }); // prettier-ignore
});
