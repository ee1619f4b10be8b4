import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPresent } from '../../app/queries/present-state.ts';
import type { PresentState } from '../../app/queries/types.ts';
import { dropRefused, readRefused, retryRefused, type RefusedTree } from '../../app/store/refused.ts';
import { must } from '../../shared/lib/must.ts';
import { bodiesOn, openDesk, say, title, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const retry = (device: Device, { entry }: RefusedTree, args: object = {}) =>
  retryRefused(device.db, device.replica.actor, {
    seq: entry.seq,
    args: { ...(entry.args as object), ...args },
    newId: randomUUID,
    nowMs: device.replica.now(),
  });

async function onlyRefused(device: Device): Promise<RefusedTree> {
  const trees = await readRefused(device.db);
  expect(trees).toHaveLength(1);
  return must(trees[0], 'refused change');
}

const archive = (tenant: TestTenant, archived: boolean) =>
  asSuper(
    fleet,
    (sql) =>
      sql`update categories set archived = ${archived} where tenant_id = ${tenant.id} and id = ${tenant.categoryId}`,
  );

/** A ticket filed offline under a category that was archived meanwhile, with work that builds on it. */
async function fileInVain(tenant: TestTenant, device: Device): Promise<string> {
  const id = randomUUID();
  await archive(tenant, true);
  await device.mutate('ticket.create', {
    id,
    number: null,
    title: 'Filed in vain',
    description: '',
    priority: 'medium',
    categoryId: tenant.categoryId,
    requesterId: device.who.id,
    assigneeId: null,
    teamId: null,
    place: null,
  });
  await title(device, id, 'Filed in vain, renamed');
  await say(device, id, 'and what I did there');
  return id;
}

describe('what was refused (O3)', () => {
  test('waits with its reason, with what builds on it under it, and holds up nothing else', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const other = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await title(ana, other, 'before');
    await fileInVain(tenant, ana);
    await title(ana, other, 'after');
    await say(ana, other, 'goes on');
    await rounds(devices);
    expect(await titleOn(ben, other)).toBe('after');
    expect(await bodiesOn(ben, other)).toEqual(['goes on']);
    const { entry, dependants } = await onlyRefused(ana);
    expect(entry).toMatchObject({ name: 'ticket.create', verdict: { code: 'archived' } });
    expect(dependants.map(({ name, verdict }) => [name, verdict?.code])).toEqual([
      ['ticket.set-title', 'depends-on-refused'],
      ['message.add', 'depends-on-refused'],
    ]);
    await archive(tenant, false);
    await expectAtRest(fleet, tenant, devices, { refused: 3 });
  });

  test('edited and tried again it is a new change, and what builds on it follows under the new one', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await fileInVain(tenant, ana);
    await rounds(devices);
    const before = await onlyRefused(ana);
    expect(await retry(ana, before, { categoryId: null, title: 'Filed again' })).toBeUndefined();
    expect(await readRefused(ana.db)).toEqual([]);
    expect(await titleOn(ana, id)).toBe('Filed in vain, renamed');
    const queued = await ana.db.outbox.orderBy('seq').toArray();
    const [created, renamed, said] = queued;
    expect(queued.map(({ name, state }) => [name, state])).toEqual([
      ['ticket.create', 'queued'],
      ['ticket.set-title', 'queued'],
      ['message.add', 'queued'],
    ]);
    for (const { uid } of [before.entry, ...before.dependants])
      expect(queued.map((entry) => entry.uid)).not.toContain(uid);
    for (const entry of [renamed, said]) expect(entry?.needs).toEqual([created?.uid]);
    await rounds(devices);
    expect(await titleOn(ben, id)).toBe('Filed in vain, renamed');
    expect(await bodiesOn(ben, id)).toEqual(['and what I did there']);
    expect(await ana.db.outbox.count()).toBe(0);
    await asSuper(fleet, async (sql) => {
      const [row] = await sql`select count(*)::int as n from messages where ticket_id = ${id}`;
      expect(row).toEqual({ n: 1 });
    });
  });

  test('tried again as it was, it is refused again, and so is what builds on it', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    await fileInVain(tenant, ana);
    await ana.sync();
    // This device has not heard that the category was archived: the office says so once more.
    expect(await retry(ana, await onlyRefused(ana))).toBeUndefined();
    expect(await readRefused(ana.db)).toEqual([]);
    await ana.sync();
    expect((await onlyRefused(ana)).dependants).toHaveLength(2);
  });

  test('what this device can see is wrong is not even sent: all stays as it was', async () => {
    const { devices, tenant } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await fileInVain(tenant, ana);
    await ana.sync();
    const before = await ana.db.outbox.toArray();
    expect(await retry(ana, await onlyRefused(ana), { requesterId: randomUUID() })).toMatchObject({
      code: 'not-found',
    });
    expect(await ana.db.outbox.toArray()).toEqual(before);
    expect(await ana.db.tickets.get(id)).toBeUndefined();
  });

  test('dropped, it goes with all that builds on it, and nothing else', async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const other = await ana.file('Pump 4 leaks');
    await ana.sync();
    await fileInVain(tenant, ana);
    await ana.sync();
    await title(ana, other, 'not sent yet');
    const { entry } = await onlyRefused(ana);
    await dropRefused(ana.db, ana.replica.actor, entry.seq);
    expect((await ana.db.outbox.toArray()).map(({ name }) => name)).toEqual(['ticket.set-title']);
    await ana.sync();
    expect(await titleOn(ana, other)).toBe('not sent yet');
  });

  test('a status chain: the second move is tried again after the first', async () => {
    const { devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    const move = (device: Device, to: 'open' | 'pending' | 'closed' | 'resolved') =>
      device.mutate('ticket.move', { ticketId: id, to, reason: null });
    await move(ben, 'resolved');
    await move(ben, 'closed');
    await ben.sync();
    await move(ana, 'pending');
    await move(ana, 'resolved');
    await rounds(devices);
    const tree = await onlyRefused(ana);
    expect([tree.entry.verdict?.code, tree.dependants.map(({ name }) => name)]).toEqual([
      'move-not-allowed',
      ['ticket.move'],
    ]);
    expect(await retry(ana, tree, { to: 'open', reason: 'it drips again' })).toBeUndefined();
    await rounds(devices);
    for (const device of devices) expect((await device.db.tickets.get(id))?.ticket.status).toBe('resolved');
    expect(await readRefused(ana.db)).toEqual([]);
  });

  test('an evicted ticket: the refusal carries own words only, nothing of what stands', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'rita', 'ana');
    const [rita, ana] = devices;
    const id = await rita.file('Pump 4 leaks');
    await rounds(devices);
    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rolf.id });
    await say(ana, id, 'a word for Rolf alone');
    await ana.sync();
    await say(rita, id, 'my own words');
    await rounds(devices);
    const { entry } = await onlyRefused(rita);
    expect(entry).toMatchObject({ args: { body: 'my own words' }, verdict: { code: 'not-found' } });
    expect(entry.verdict).not.toHaveProperty('standing');
    expect(rita.wire.join()).not.toContain('a word for Rolf alone');
    expect(await rita.db.tickets.get(id)).toBeUndefined();
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test.each(['before', 'after'])(
    'a ticket that left %s the verdict came leaves nothing of the office in any table, and all own words (S1)',
    async (when) => {
      const { tenant, devices } = await openDesk(fleet, 'admin', 'ben');
      const [admin, ben] = devices;
      const id = await admin.file('OFFICE-TITLE');
      const describe = (device: Device, description: string) =>
        device.mutate('ticket.set-description', { ticketId: id, description });
      const value = (device: Device, text: string) =>
        device.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: text });
      await describe(admin, 'OFFICE-TEXT');
      await value(admin, 'OFFICE-VALUE');
      await rounds(devices);
      await title(ben, id, 'own title');
      await describe(ben, 'own text');
      await value(ben, 'own value');
      await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
      await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
      await admin.sync();
      const lost = when === 'before' ? '/push' : '/pull';
      ben.faults = (path) => (path.endsWith(lost) ? 'lose-request' : 'none');
      await ben.sync().catch(() => undefined);
      const nothingLeft = async () => {
        expect(await ben.db.tickets.count()).toBe(0);
        for (const table of ben.db.tables) {
          const left = JSON.stringify(await table.toArray());
          expect([table.name, /OFFICE-[A-Z]+/.exec(left)?.[0]]).toEqual([table.name, undefined]);
        }
      };
      expect((await readRefused(ben.db)).length > 0).toBe(when === 'after');
      if (when === 'before') await nothingLeft();
      ben.faults = () => 'none';
      await rounds(devices);
      await nothingLeft();
      const trees = await readRefused(ben.db);
      expect(trees.map(({ entry }) => entry.args)).toMatchObject([
        { title: 'own title' },
        { description: 'own text' },
        { value: 'own value' },
      ]);
    },
  );

  test('of a refused change of the lists only what was done stays: no row of somebody else’s (S1)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ben');
    const [admin, ben] = devices;
    await admin.mutate('person.set-role', { personId: people.ben.id, role: 'admin' });
    await rounds(devices);
    await ben.mutate('person.set-role', { personId: people.ana.id, role: 'admin' });
    await admin.mutate('person.set-role', { personId: people.ben.id, role: 'user' });
    await admin.sync();
    await rounds(devices);
    const { entry } = await onlyRefused(ben);
    expect(entry).toMatchObject({ verdict: { code: 'not-allowed' }, args: { personId: people.ana.id } });
    for (const table of ben.db.tables) {
      const left = JSON.stringify(await table.toArray());
      expect([table.name, left.includes(people.ana.email)]).toEqual([table.name, false]);
    }
    people.ben.role = 'user';
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });
});

describe('what stands instead (O3)', () => {
  async function presentOn(device: Device): Promise<PresentState> {
    const [present] = await readPresent(device.db, [(await onlyRefused(device)).entry]);
    return must(present, 'present state');
  }
  const limit = (admin: Device, value: 'all' | 'own-teams') =>
    admin.mutate('policy.set', { key: 'agents-see', value });

  test('an assignee who is none any more: the ticket is not lost, and what it has is shown', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana');
    const [admin, ana] = devices;
    const id = await admin.file('Pump 4 leaks');
    await rounds(devices);
    await admin.mutate('person.set-role', { personId: people.ben.id, role: 'user' });
    await admin.mutate('ticket.assign', { ticketId: id, assigneeId: people.admin.id, teamId: null });
    await ana.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId: null });
    await admin.sync();
    await rounds(devices);
    const { entry } = await onlyRefused(ana);
    expect(entry.verdict).toMatchObject({ code: 'not-found', details: { assigneeId: 'unknown' } });
    expect((await presentOn(ana)).ticket?.ticket.assigneeId).toBe(people.admin.id);
    people.ben.role = 'user';
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test('a lost ticket is not shown while it still lies here, nor after; come back, it is', async () => {
    const { tenant, devices } = await openDesk(fleet, 'admin', 'ben');
    const [admin, ben] = devices;
    const id = await admin.file('Pump 4 leaks');
    await rounds(devices);
    await title(ben, id, 'own title');
    await limit(admin, 'own-teams');
    await admin.sync();
    ben.faults = (path) => (path.endsWith('/pull') ? 'lose-request' : 'none');
    await ben.sync().catch(() => undefined);
    const nothing: PresentState = { ticket: null, made: null, lists: null, conflict: null };
    expect(await ben.db.tickets.count()).toBe(1);
    expect(await presentOn(ben)).toEqual(nothing);
    ben.faults = () => 'none';
    await rounds(devices);
    expect(await ben.db.tickets.count()).toBe(0);
    expect(await presentOn(ben)).toEqual(nothing);
    await limit(admin, 'all');
    await title(admin, id, 'and shared again');
    await admin.sync();
    await rounds(devices);
    expect((await presentOn(ben)).ticket?.ticket.title).toBe('and shared again');
    await expectAtRest(fleet, tenant, devices, { refused: 1 });
  });

  test('of the lists it is what the office has, not an own change on its way', async () => {
    const { people, devices } = await openDesk(fleet, 'admin', 'ana');
    const [admin, ana] = devices;
    const promote = (role: 'agent' | 'admin') =>
      admin.mutate('person.set-role', { personId: people.ana.id, role });
    await promote('admin');
    await limit(admin, 'own-teams');
    await rounds(devices);
    await limit(ana, 'all');
    await promote('agent');
    await admin.sync();
    await rounds(devices);
    await promote('admin');
    await rounds(devices);
    await limit(ana, 'all');
    const { ticket, lists } = await presentOn(ana);
    expect([ticket, lists?.policies.get('agents-see')]).toEqual([null, 'own-teams']);
  });

  test('a conversation is what others have of it: an own message on its way is not', async () => {
    const { people, devices } = await openDesk(fleet, 'admin', 'rita');
    const [admin, rita] = devices;
    const id = await rita.file('Pump 4 leaks');
    await rounds(devices);
    await say(admin, id, 'the only word');
    const taken = { ticketId: id, id: randomUUID(), internal: false };
    await admin.mutate('message.add', { ...taken, body: 'under this id' });
    await rita.mutate('message.add', { ...taken, body: 'mine under this id' });
    await admin.sync();
    await rounds(devices);
    await say(rita, id, 'not sent yet');
    const { ticket } = await presentOn(rita);
    expect(ticket?.messages.map(({ authorId, body }) => [authorId, body]).sort()).toEqual([
      [people.admin.id, 'the only word'],
      [people.admin.id, 'under this id'],
    ]);
  });
});
