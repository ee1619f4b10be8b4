import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../shared/lib/must.ts';
import type { Field } from '../../shared/model/directory.ts';
import { openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { moment, onlyOn, openOn, restore } from './losing.ts';

// M3, M5 for what is no text: lists that a ticket names, who asked for it, and tags, which are rows of their own.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

test.each(['ana', 'ben'] as const)(
  'category and requester: the loser is told and restores each, and the ticket moves with its requester, when %s arrives first (M3, M5, S3)',
  async (first) => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'admin', 'rita', 'rolf');
    const [ana, ben, admin, rita, rolf] = devices;
    const valves = randomUUID();
    await admin.mutate('category.create', { id: valves, name: 'Valves' });
    await admin.sync();
    const id = await ana.file('Pump 4 leaks', people.rita);
    await rounds(devices);
    await ana.mutate('ticket.set-category', { ticketId: id, categoryId: tenant.categoryId });
    await ana.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rolf.id });
    await moment();
    await ben.mutate('ticket.set-category', { ticketId: id, categoryId: valves });
    await ben.mutate('ticket.set-requester', { ticketId: id, requesterId: people.ben.id });
    await (first === 'ana' ? ana : ben).sync();
    await rounds(devices);
    for (const device of [ben, admin, rita, rolf]) expect(await openOn(device)).toEqual([]);
    const open = (await openOn(ana)).sort((a, b) => (a.register < b.register ? -1 : 1));
    const who = { lostBy: people.ana.id, keptBy: people.ben.id, kind: 1, rowId: id };
    expect(open).toMatchObject([
      {
        ...who,
        register: 'category',
        lostValue: { categoryId: tenant.categoryId },
        keptValue: { categoryId: valves },
      },
      {
        ...who,
        register: 'requester',
        lostValue: { requesterId: people.rolf.id },
        keptValue: { requesterId: people.ben.id },
      },
    ]);
    for (const device of [rita, rolf]) expect(await device.db.tickets.get(id)).toBeUndefined();
    await expectAtRest(fleet, tenant, devices);
    for (const conflict of open) expect(await restore(ana, conflict)).not.toHaveProperty('refusal');
    await rounds(devices);
    for (const device of [ana, ben, admin, rolf])
      expect((await device.db.tickets.get(id))?.ticket).toMatchObject({
        categoryId: tenant.categoryId,
        requesterId: people.rolf.id,
      });
    expect(await rita.db.tickets.get(id)).toBeUndefined();
    for (const device of devices) expect(await openOn(device)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  },
);

test('two who say the same in a custom field agree, whoever may see it by then (M3)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'admin');
  const [ana, ben, admin] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  const same = { ticketId: id, fieldId: tenant.fieldId, value: 'A-1' };
  await ana.mutate('field.set', same);
  await moment();
  await ben.mutate('field.set', same);
  await ana.sync();
  const field = must((await admin.db.directory.get(['field', tenant.fieldId]))?.row as Field, 'field');
  const { key, label, type, options, archived } = field;
  await admin.mutate('field.define', {
    id: field.id,
    key,
    label,
    type,
    options,
    archived,
    requiredIn: [],
    public: false,
  });
  await admin.sync();
  await rounds(devices);
  for (const device of devices) expect(await openOn(device)).toEqual([]);
  await expectAtRest(fleet, tenant, devices);
});

test('a tag that one takes off while another takes it off and puts it on again: told and restored, or agreed on first (M3, M5)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('Pump 4 leaks');
  const tag = { ticketId: id, tagId: tenant.tagId };
  await ana.mutate('tag.add', tag);
  await rounds(devices);
  const tags = async () => await Promise.all(devices.map(async ({ db }) => (await db.tickets.get(id))?.tags));
  const both = async (first: Device): Promise<void> => {
    await ana.mutate('tag.remove', tag);
    await moment();
    await ben.mutate('tag.remove', tag);
    await ben.mutate('tag.add', tag);
    await first.sync();
    await rounds(devices);
  };
  // Ben's two stand when hers comes.
  await both(ben);
  const told = await onlyOn(ana);
  expect(told).toMatchObject({
    ...{ kind: 4, register: 'row', rowId: tenant.tagId, ticketId: id },
    ...{ lostBy: people.ana.id, lostValue: { removed: true } },
    ...{ keptBy: people.ben.id, keptValue: { removed: false } },
  });
  for (const on of await tags()) expect(on).toMatchObject([{ id: tenant.tagId, removed: false }]);
  await expectAtRest(fleet, tenant, devices);
  expect(await restore(ana, told)).not.toHaveProperty('refusal');
  await rounds(devices);
  for (const on of await tags()) expect(on).toMatchObject([{ id: tenant.tagId, removed: true }]);
  for (const device of devices) expect(await openOn(device)).toEqual([]);
  await expectAtRest(fleet, tenant, devices);
  await ben.mutate('tag.add', tag);
  await rounds(devices);
  // Hers stands when Ben's come: his first says the same and takes its dot, so that his second is over his own.
  await both(ana);
  for (const device of devices) expect(await openOn(device)).toEqual([]);
  for (const on of await tags()) expect(on).toMatchObject([{ id: tenant.tagId, removed: false }]);
  await expectAtRest(fleet, tenant, devices);
});

test.each(['ana', 'ben'] as const)(
  'the first value of a custom field, given by two at once: who wrote earlier is told and restores it, when %s arrives first (M3, M5)',
  async (first) => {
    const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
    const [ana, ben] = devices;
    const id = await ana.file('Pump 4 leaks');
    await rounds(devices);
    await ana.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'A-1' });
    await moment();
    await ben.mutate('field.set', { ticketId: id, fieldId: tenant.fieldId, value: 'B-1' });
    await (first === 'ana' ? ana : ben).sync();
    await rounds(devices);
    const told = await onlyOn(ana);
    expect(told).toMatchObject({
      ...{ kind: 5, register: 'row', rowId: tenant.fieldId },
      ...{ lostBy: people.ana.id, lostValue: { value: 'A-1' } },
      ...{ keptBy: people.ben.id, keptValue: { value: 'B-1' } },
    });
    await expectAtRest(fleet, tenant, devices);
    await restore(ana, told);
    await rounds(devices);
    for (const device of devices) {
      expect((await device.db.tickets.get(id))?.values).toMatchObject([{ value: 'A-1' }]);
      expect(await openOn(device)).toEqual([]);
    }
    await expectAtRest(fleet, tenant, devices);
  },
);
