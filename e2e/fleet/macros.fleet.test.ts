import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { summaryOf } from '../../app/queries/desk.ts';
import { readRefused } from '../../app/store/refused.ts';
import { enqueueStep, undoStep } from '../../app/store/step.ts';
import { planMacro } from '../../app/ui/words/macro-plan.ts';
import { must } from '../../shared/lib/must.ts';
import type { Macro } from '../../shared/model/macro.ts';
import { offline, online, openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';

// A macro is many changes of one step: what one does, others meet, and the undo puts back.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const recordOn = async ({ db }: Device, id: string) => must(await db.tickets.get(id), 'ticket');
const fieldsOn = async (device: Device, id: string) => {
  const { ticket, tags } = await recordOn(device, id);
  const { status, priority, assigneeId } = ticket;
  const carried = tags.filter(({ removed }) => !removed).map((tag) => tag.id);
  return { status, priority, assigneeId, carried };
};

test('a macro without a network says and changes all it is to; what the office refuses of it is told, the rest done; an undo puts the fields back', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben', 'rita');
  const [ana, ben, rita] = devices;
  const ids = [await rita.file('Pump 1 leaks'), await rita.file('Pump 2 leaks')];
  const [first = '', closed = ''] = ids;
  await rounds(devices);
  const macro: Macro = {
    name: 'Parts ordered',
    reply: { text: 'Dear {{requester.name}}, parts are on order.', internal: false },
    status: 'pending',
    priority: 'low',
    assignee: 'me',
    teamId: null,
    addTagIds: [tenant.tagId],
    removeTagIds: [],
  };
  offline(ana);
  for (const to of ['resolved', 'closed'] as const)
    await ben.mutate('ticket.move', { ticketId: closed, to, reason: null });
  await rounds([ben]);
  const before = await fieldsOn(ana, first);
  const making = { newId: randomUUID, nowMs: ana.replica.now() };
  const tickets = (await Promise.all(ids.map((id) => recordOn(ana, id)))).map(summaryOf);
  const { changes, cannot } = planMacro(tickets, macro, {
    id: tenant.people.ana.id,
    nameOf: (id) => id,
    worksOn: () => true,
    valuesOf: () => ({ 'requester.name': 'Rita' }),
    newId: randomUUID,
  });
  expect(cannot).toEqual([]);
  const done = await enqueueStep(ana.db, ana.replica.actor, changes, making);
  expect([done.leftOut, done.seqs.length]).toEqual([[], 10]);
  const ran = {
    status: 'pending',
    priority: 'low',
    assigneeId: tenant.people.ana.id,
    carried: [tenant.tagId],
  };
  expect(await fieldsOn(ana, first)).toEqual(ran);
  online(ana);
  await rounds(devices);
  expect(await fieldsOn(ben, first)).toEqual(ran);
  const said = async (device: Device, id: string) =>
    (await device.db.threads.get(id))?.messages.map(({ body }) => body);
  for (const id of ids) expect(await said(rita, id)).toEqual(['Dear Rita, parts are on order.']);
  // The one that was closed in the office meanwhile goes nowhere; the rest of the macro was done to it as well.
  const refused = await readRefused(ana.db);
  expect(refused.map(({ entry }) => [entry.name, entry.tickets])).toEqual([['ticket.move', [closed]]]);
  expect(await fieldsOn(ben, closed)).toEqual({ ...ran, status: 'closed' });

  const undone = await undoStep(ana.db, ana.replica.actor, done.seqs, making);
  expect(undone.left).toEqual([]);
  await rounds(devices);
  for (const device of [ana, ben]) expect(await fieldsOn(device, first)).toEqual(before);
  expect(await said(rita, first)).toEqual(['Dear Rita, parts are on order.']);
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
});
