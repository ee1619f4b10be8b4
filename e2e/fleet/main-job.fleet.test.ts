import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTenant, startFleet, type Fleet } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

test('work done offline on one device arrives on another, whole', async () => {
  const tenant = await addTenant(fleet.sql);
  const { people, tagId, fieldId, teamId } = tenant;
  const ana = await fleet.device(people.ana, { tenant });
  const ben = await fleet.device(people.ben, { tenant });
  await ana.sync();
  await ben.sync();

  const id = await ana.file('Pump 4 leaks at the flange', people.rita);
  await ana.mutate('ticket.move', { ticketId: id, to: 'open', reason: null });
  await ana.mutate('ticket.set-priority', { ticketId: id, priority: 'urgent' });
  await ana.mutate('ticket.assign', { ticketId: id, assigneeId: people.ben.id, teamId });
  await ana.mutate('message.add', { ticketId: id, id: randomUUID(), body: 'On my way', internal: false });
  await ana.mutate('message.add', { ticketId: id, id: randomUUID(), body: 'Bring a seal', internal: true });
  await ana.mutate('tag.add', { ticketId: id, tagId });
  await ana.mutate('field.set', { ticketId: id, fieldId, value: 'A-100' });

  const before = await ana.db.tickets.get(id);
  expect(before).toMatchObject({
    waiting: 8,
    confirmed: null,
    ticket: { status: 'open', priority: 'urgent' },
  });

  await ana.sync();
  await ben.sync();
  const mine = await ana.db.tickets.get(id);
  const theirs = await ben.db.tickets.get(id);
  expect(await ana.db.outbox.toArray()).toEqual([]);
  expect(mine?.waiting).toBeUndefined();
  expect(mine?.ticket.number).toMatch(/^\d{6}-\d{4}$/);
  expect(theirs).toEqual(mine);
  expect(await ben.db.threads.get(id)).toEqual(await ana.db.threads.get(id));
  expect((await ben.db.threads.get(id))?.messages.map((message) => message.body)).toEqual([
    'On my way',
    'Bring a seal',
  ]);
});

test('a requester receives their own thread only, and never an internal note', async () => {
  const tenant = await addTenant(fleet.sql);
  const { people } = tenant;
  const ana = await fleet.device(people.ana, { tenant });
  const rita = await fleet.device(people.rita, { tenant });
  const rolf = await fleet.device(people.rolf, { tenant });
  for (const device of [ana, rita, rolf]) await device.sync();
  const mine = await rita.file('The gate does not open');
  await rita.sync();
  await ana.sync();
  await ana.mutate('message.add', { ticketId: mine, id: randomUUID(), body: 'SECRET-NOTE', internal: true });
  await ana.mutate('message.add', {
    ticketId: mine,
    id: randomUUID(),
    body: 'We are coming',
    internal: false,
  });
  await ana.sync();
  await rita.sync();
  await rolf.sync();
  expect((await rita.db.threads.get(mine))?.messages.map((message) => message.body)).toEqual([
    'We are coming',
  ]);
  expect(await rolf.db.tickets.get(mine)).toBeUndefined();
  expect(rita.wire.join()).not.toContain('SECRET-NOTE');
  expect(rita.wire.join()).toContain('We are coming');
  expect(rolf.wire.join()).not.toContain(mine);
  const names = (await rita.db.directory.toArray())
    .filter((record) => record.kind === 'name')
    .map((record) => record.row.id);
  expect(names.sort()).toEqual([people.ana.id, people.rita.id].sort());
});
