import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { summaryOf } from '../../app/queries/desk.ts';
import { readRefused } from '../../app/store/refused.ts';
import { enqueueStep, undoStep } from '../../app/store/step.ts';
import { formOfMacro, macroOfForm } from '../../app/ui/words/macro-form.ts';
import { planMacro } from '../../app/ui/words/macro-plan.ts';
import { must } from '../../shared/lib/must.ts';
import type { Field } from '../../shared/model/directory.ts';
import { firstMacroSchema, type Macro } from '../../shared/model/macro.ts';
import { settingValue, type Setting } from '../../shared/model/setting.ts';
import { offline, online, openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { RawClient } from './raw-client.ts';

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

test('a macro sets category and fields in the same step, which an undo puts back; what has gone out of use is told, the rest done', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana', 'ben');
  const [admin, ana, ben] = devices;
  const { categoryId, fieldId, secretFieldId } = tenant;
  const [first, second] = [await ben.file('Pump 1 leaks'), await ben.file('Pump 2 leaks')];
  await ben.mutate('field.set', { ticketId: first, fieldId, value: 'before' });
  const value: Macro = {
    name: 'Sorted', reply: null, status: 'open', priority: null, assignee: null, teamId: null, addTagIds: [], removeTagIds: [],
    categoryId, fields: [{ fieldId, value: 'A-1' }, { fieldId: secretFieldId, value: 12 }],
  }; // prettier-ignore
  const id = randomUUID();
  // What its field would not take is kept by nobody.
  const wrong = { ...value, fields: [{ fieldId, value: 7 }] };
  expect((await admin.mutate('macro.set', { id, value: wrong, archived: false })).refusal?.code).toBe('bad-value');
  expect(await admin.mutate('macro.set', { id, value, archived: false })).not.toHaveProperty('refusal');
  await rounds(devices);
  const kept = (await ana.db.directory.toArray()).find((row) => row.id === id)?.row as Setting;
  const macro = must(settingValue('macro', kept), 'macro');
  expect(macro).toEqual(value);

  const making = { newId: randomUUID, nowMs: ana.replica.now() };
  const run = async (ticketId: string) => {
    const { changes, cannot } = planMacro([summaryOf(await recordOn(ana, ticketId))], macro, {
      id: tenant.people.ana.id, nameOf: (who) => who, worksOn: () => true, valuesOf: () => ({}), newId: randomUUID,
    }); // prettier-ignore
    expect(cannot).toEqual([]);
    return await enqueueStep(ana.db, ana.replica.actor, changes, making);
  };
  const on = async (device: Device, ticketId: string) => {
    const { ticket, values } = await recordOn(device, ticketId);
    const filled = Object.fromEntries(values.map((one) => [one.id, one.value]));
    return [ticket.status, ticket.categoryId, filled[fieldId] ?? null, filled[secretFieldId] ?? null];
  };
  offline(ana);
  const ran = await run(first);
  expect([ran.leftOut, ran.seqs.length]).toEqual([[], 4]);
  // In the office one of its fields goes out of use meanwhile.
  const secret = must((await admin.db.directory.toArray()).find((row) => row.id === secretFieldId), 'field').row as Field;
  const { key, label, type, options, public: shown } = secret;
  const out = { id: secretFieldId, key, label, type, options: [...options], requiredIn: [], public: shown, archived: true };
  expect(await admin.mutate('field.define', out)).not.toHaveProperty('refusal');
  await admin.sync();
  online(ana);
  await rounds(devices);
  for (const device of [ana, ben]) expect(await on(device, first)).toEqual(['open', categoryId, 'A-1', null]);
  expect((await readRefused(ana.db)).map(({ entry }) => [entry.name, entry.verdict?.code])).toEqual([['field.set', 'archived']]);
  // Now her own screen knows, and leaves that part out.
  const late = await run(second);
  expect(late.leftOut.map(({ change, refusal }) => [change.name, refusal.code])).toEqual([['field.set', 'archived']]);
  await rounds(devices);
  expect(await on(ben, second)).toEqual(['open', categoryId, 'A-1', null]);

  expect((await undoStep(ana.db, ana.replica.actor, ran.seqs, making)).left).toEqual([]);
  expect((await undoStep(ana.db, ana.replica.actor, late.seqs, making)).left).toEqual([]);
  await rounds(devices);
  for (const device of [ana, ben]) {
    expect(await on(device, first)).toEqual(['new', null, 'before', null]);
    expect(await on(device, second)).toEqual(['new', null, null, null]);
  }
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
}); // prettier-ignore

test('an app that knows of no category and no fields saves a macro as ever, and reads what others save without them (V1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin');
  const [admin] = devices;
  const old = await RawClient.open(fleet, tenant, tenant.people.admin);
  const value = {
    name: 'Old', reply: null, status: 'pending', priority: null, assignee: null, teamId: null, addTagIds: [], removeTagIds: [],
  } as const; // prettier-ignore
  const id = randomUUID();
  expect(await old.do('macro.set', { id, value, archived: false })).toMatchObject({ status: 'applied' });
  const newer = { ...value, categoryId: tenant.categoryId };
  expect(await old.do('macro.set', { id, value: newer, archived: false })).toMatchObject({ code: 'bad-arguments' });
  await rounds(devices);
  const { row } = must((await admin.db.directory.toArray()).find((one) => one.id === id), 'macro');
  expect((row as Setting).value).toEqual(value);
  const saved = macroOfForm(formOfMacro(must(settingValue('macro', row as Setting), 'macro'))).value;
  expect(saved).toEqual(value);
  expect(firstMacroSchema.safeParse(saved).success).toBe(true);
  await expectAtRest(fleet, tenant, devices);
}); // prettier-ignore
