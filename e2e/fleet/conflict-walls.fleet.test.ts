import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isGone } from '../../shared/model/conflict.ts';
import { openDesk, openDevice, say, titleOn } from './desk.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { RawClient } from './raw-client.ts';
import { fillOf, listenTo, pullOf } from './walls-desk.ts';
import { openOn, onlyOn, replyOverResolved, keep, restore, bothName } from './losing.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

describe('walls', () => {
  test('a ticket that left: own words stay, what stands is gone; when it comes back, it is there again (S8, O3)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'rita', 'ana', 'rolf');
    const [rita, ana, rolf] = devices;
    const id = await replyOverResolved(rita, ana);
    const late = await openDevice(fleet, tenant, 'rita');
    expect(await onlyOn(late)).toMatchObject({ keptValue: { status: 'resolved' }, keptBy: people.ana.id });
    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rolf.id });
    await rounds([ana, rita, late, rolf]);
    const gone = await onlyOn(late);
    expect(isGone(gone)).toBe(true);
    expect(gone).toMatchObject({ keptValue: null, keptBy: null, lostValue: { status: 'open' } });
    expect(await late.db.tickets.get(id)).toBeUndefined();
    const filled = await openDevice(fleet, tenant, 'rita');
    expect(await onlyOn(filled)).toEqual(gone);
    // It can be put away all the same; what cannot be seen cannot be restored.
    expect((await restore(late, gone)).refusal?.code).toBe('not-found');
    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rita.id });
    await rounds([ana, rita, late, rolf, filled]);
    expect(await onlyOn(late)).toMatchObject({ keptValue: { status: 'resolved' } });
    await keep(late, await onlyOn(late));
    await rounds([ana, rita, late, rolf, filled]);
    expect(await openOn(filled)).toEqual([]);
    await expectAtRest(fleet, tenant, [ana, rita, late, rolf, filled]);
  });

  test('other grants: with the desk goes what stands of its tickets, and with the desk it comes back (S1, S8)', async () => {
    const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'ben');
    const [admin, ana, ben] = devices;
    const id = await ben.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
    await rounds(devices);
    expect(await ana.db.tickets.get(id)).toBeUndefined();
    const gone = await onlyOn(ana);
    expect([isGone(gone), gone.keptValue, gone.lostValue]).toEqual([true, null, { title: 'from Ana' }]);
    await expectAtRest(fleet, tenant, devices);
    await admin.mutate('policy.set', { key: 'agents-see', value: 'all' });
    await rounds(devices);
    expect(await onlyOn(ana)).toMatchObject({ keptValue: { title: 'from Ben' } });
    await expectAtRest(fleet, tenant, devices);
  });

  test("another's conflicts are nowhere: not by pull, fill, stream, nor by settling them", async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks', people.rita);
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    const lost = await onlyOn(ana);
    for (const who of ['admin', 'ben', 'rita', 'rolf'] as const) {
      const raw = await RawClient.open(fleet, tenant, people[who]);
      const scope = `me:${people.ana.id}`;
      const sender = { ...raw.sender(), protocol: 2 };
      const pulled = await raw.post('/sync/pull', {
        ...sender,
        ...pullOf({ scopes: { [scope]: { vector: [] } } }),
      });
      expect(pulled.json.held.map(([, key]: [number, string]) => key)).toContain(`me:${people[who].id}`);
      const filled = await raw.post('/sync/fill', { ...sender, ...fillOf(scope) });
      for (const answer of [pulled, filled]) {
        expect(answer.status).toBe(200);
        expect(JSON.stringify(answer.json)).not.toContain(lost.id);
        expect(JSON.stringify(answer.json)).not.toContain('from Ana');
      }
      const args = { conflictId: lost.id, ticketId: id, choice: 'keep', write: null };
      expect(await raw.do('conflict.resolve', args)).toMatchObject({ status: 'refused', code: 'not-found' });
    }
    await rounds(devices);
    expect(await onlyOn(ana)).toEqual(lost);
  });

  test('a resolution writes what was lost and nothing else', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    const other = await ana.file('The gate is stuck');
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    const { id: conflictId } = await onlyOn(ana);
    const raw = await RawClient.open(fleet, tenant, people.ana);
    const resolve = (choice: string, write: unknown, ticketId = id) =>
      raw.do('conflict.resolve', { conflictId, ticketId, choice, write });
    const smuggled = [
      await resolve('restore', { name: 'ticket.set-priority', args: { ticketId: id, priority: 'urgent' } }),
      await resolve('restore', { name: 'ticket.set-title', args: { ticketId: other, title: 'x' } }),
      await resolve('merge', null),
      await resolve('keep', { name: 'ticket.set-title', args: { ticketId: id, title: 'x' } }),
      await resolve('restore', { name: 'ticket.import', args: {} }),
      await resolve('away', null),
    ];
    for (const verdict of smuggled)
      expect(verdict).toMatchObject({ status: 'refused', code: 'bad-arguments' });
    expect(await resolve('keep', null, other)).toMatchObject({ status: 'refused', code: 'not-found' });
    await rounds(devices);
    expect(await onlyOn(ana)).toMatchObject({ id: conflictId });
    for (const device of devices) expect(await titleOn(device, id)).toBe('from Ben');
  });

  test('an app of protocol 1 is told of no scope it does not know, and goes on working (V1)', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await bothName(ana, ben, id, 'ana');
    const old = await RawClient.open(fleet, tenant, people.ana);
    expect(old.sender()['protocol']).toBe(1);
    const { json } = await old.post('/sync/pull', {
      ...old.sender(),
      ...pullOf({ scopes: { desk: { vector: [] }, [`me:${people.ana.id}`]: { vector: [] } } }),
    });
    expect(json.entries.length).toBeGreaterThan(0);
    expect(json.held.map(([, key]: [number, string]) => key)).toEqual(['tenant', 'desk']);
    expect(json.entries.filter(([, kind]: [number, number]) => kind === 20)).toEqual([]);
    const stream = await listenTo(old);
    expect(stream.text()).not.toContain('me:');
    stream.close();
  });
});

test('a stream carries a conflict to its person alone, with what they may see of it (S7, S8)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  const id = await ana.file('Pump 4 leaks', people.rita);
  await rounds(devices);
  const ears = await Promise.all(
    (['ana', 'ben', 'rita', 'admin'] as const).map(async (who) =>
      listenTo(await RawClient.open(fleet, tenant, people[who]), 2),
    ),
  );
  await bothName(ana, ben, id, 'ana');
  const lost = await onlyOn(ana);
  await expect.poll(() => ears[0]?.text()).toContain(lost.id);
  await say(ben, id, 'the last word');
  await ben.sync();
  for (const ear of ears) await expect.poll(() => ear.text()).toContain('the last word');
  expect(ears.map((ear) => ear.text().includes(lost.id))).toEqual([true, false, false, false]);
  expect(ears[0]?.text()).toContain('"keptValue":{"title":"from Ben"}');
  for (const ear of ears) ear.close();
  await rounds([ana, ben, rita]);
  await expectAtRest(fleet, tenant, devices);
});
