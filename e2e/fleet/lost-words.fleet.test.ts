import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPresent } from '../../app/queries/present-state.ts';
import { overStanding } from '../../app/queries/refusals.ts';
import type { OutboxEntry } from '../../app/store/database.ts';
import { retryDraftKey, shownArgs } from '../../app/store/own-part.ts';
import { readRefused, retryRefused } from '../../app/store/refused.ts';
import { undoStep } from '../../app/store/step.ts';
import { must } from '../../shared/lib/must.ts';
import { openDesk, title } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';

// S1, D10: of a text that was there before them a refused change keeps, where its ticket is lost, what its person typed.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const standing = 'The code of the gate is OFFICE-CODE. The key is under the stone.';
const describe = (device: Device, ticketId: string, description: string) =>
  device.mutate('ticket.set-description', { ticketId, description });
const item = (text: string, position: number) => ({ id: randomUUID(), text, position });
const limit = (admin: Device, value: 'all' | 'own-teams') =>
  admin.mutate('policy.set', { key: 'agents-see', value });
const descriptionOn = async (device: Device, id: string): Promise<string | undefined> =>
  (await device.db.tickets.get(id))?.ticket.description;

/** Requests to this path are lost until the next call. */
const losing = (device: Device, path?: string) => {
  device.faults = (at) => (path !== undefined && at.endsWith(path) ? 'lose-request' : 'none');
};

async function officeWordsOn(device: Device): Promise<string[]> {
  const tables = await Promise.all(
    device.db.tables.map(async (table) => [table.name, JSON.stringify(await table.toArray())] as const),
  );
  return tables.flatMap(([name, rows]) => (/OFFICE-[A-Z]+|of the gate|the stone/.test(rows) ? [name] : []));
}

const entriesOn = (device: Device): Promise<OutboxEntry[]> => device.db.outbox.orderBy('seq').toArray();

/** A ticket of the office's, and a colleague who adds a little to its texts where no network is. */
async function addALittle() {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ben');
  const [admin, ben] = devices;
  const id = await admin.file('OFFICE-TITLE');
  const items = [item('OFFICE-FIRST', 10), item('OFFICE-SECOND', 20)] as const;
  await describe(admin, id, standing);
  await admin.mutate('checklist.add', { ticketId: id, items: [...items] });
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
  await rounds(devices);
  await title(ben, id, 'OFFICE-TITLE, urgent');
  await describe(ben, id, `${standing} Jams, bring oil`);
  const { id: itemId, text } = items[0];
  await ben.mutate('checklist.set', { ticketId: id, itemId, text, position: 30, removed: false });
  await limit(admin, 'own-teams');
  await admin.sync();
  return { tenant, devices, admin, ben, id };
}

const whole = [
  { title: 'OFFICE-TITLE, urgent' },
  { description: `${standing} Jams, bring oil` },
  { text: 'OFFICE-FIRST', position: 30 },
];
const own = [{ title: 'urgent' }, { description: 'Jams, bring oil' }, { text: '', position: 30 }];

test.each(['before', 'after'])(
  'what was added to a text is all that is left of it, where the ticket left %s the verdict came',
  async (when) => {
    const { tenant, devices, ben, id } = await addALittle();
    losing(ben, when === 'before' ? '/push' : '/pull');
    await ben.sync().catch(() => undefined);
    const waiting = await entriesOn(ben);
    expect(waiting.map(({ state }) => state)).toEqual(
      Array(3).fill(when === 'before' ? 'queued' : 'refused'),
    );
    // What is on its way goes as it was made, and nothing shows it.
    expect(waiting.map(({ args }) => args)).toMatchObject(whole);
    const held = (await ben.db.tickets.get(id)) !== undefined;
    expect(held).toBe(when === 'after');
    expect(waiting.map((entry) => shownArgs(entry, held).args)).toMatchObject(held ? whole : own);
    losing(ben);
    await rounds(devices);
    expect(await ben.db.tickets.count()).toBe(0);
    expect(await officeWordsOn(ben)).toEqual([]);
    const trees = await readRefused(ben.db);
    expect(trees.map(({ entry }) => entry.args)).toMatchObject(own);
    expect(trees.map(({ entry }) => entry.ownOnly)).toEqual([true, true, true]);
    await expectAtRest(fleet, tenant, devices, { refused: 3 });
  },
);

test('of a place, a text field, a message made a ticket, and what was undone, nothing of the office is left either', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ben');
  const [admin, ben] = devices;
  const id = await admin.file('A pump');
  const field = { ticketId: id, fieldId: tenant.fieldId };
  const messageId = randomUUID();
  await admin.mutate('message.add', {
    ticketId: id,
    id: messageId,
    body: 'OFFICE-MESSAGE about it',
    internal: false,
  });
  await admin.mutate('ticket.set-place', {
    ticketId: id,
    address: 'OFFICE-QUAY 7',
    latitude: 53.5,
    longitude: 10,
  });
  await admin.mutate('field.set', { ...field, value: 'OFFICE-ASSET' });
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
  await rounds(devices);
  const nowMs = ben.replica.now();
  await ben.mutate('field.set', { ...field, value: 'B-2' });
  const [done] = await entriesOn(ben);
  await undoStep(ben.db, ben.replica.actor, [must(done, 'entry').seq], { newId: randomUUID, nowMs });
  await ben.mutate('field.set', { ...field, value: 'OFFICE-ASSET, rusty' });
  await ben.mutate('ticket.set-place', {
    ticketId: id,
    address: 'OFFICE-QUAY 7, 2nd floor',
    latitude: 53.5,
    longitude: 10,
  });
  await ben.mutate('ticket.split', {
    ticketId: id,
    messageId,
    id: randomUUID(),
    number: null,
    title: 'OFFICE-MESSAGE',
  });
  await limit(admin, 'own-teams');
  await admin.sync();
  await rounds(devices);
  expect(await ben.db.tickets.get(id)).toBeUndefined();
  expect(await officeWordsOn(ben)).toEqual([]);
  const left = await entriesOn(ben);
  expect(left.map(({ args }) => args)).toMatchObject([
    { value: 'B-2' },
    { value: null },
    { value: 'rusty' },
    { address: '2nd floor', latitude: null, longitude: null },
    { title: '' },
  ]);
  // Shared again, they are tried again beside what stands there now.
  await limit(admin, 'all');
  await rounds(devices);
  const place = must(
    left.find(({ name }) => name === 'ticket.set-place'),
    'change of the place',
  );
  const { ticket } = must((await readPresent(ben.db, [place]))[0], 'present state');
  expect(overStanding(place as Parameters<typeof overStanding>[0], must(ticket, 'ticket'))).toMatchObject({
    address: 'OFFICE-QUAY 7 2nd floor',
    latitude: 53.5,
    longitude: 10,
  });
  // Of an undo nothing is left to write: what stands stays.
  const undone = must(left[1], 'undo');
  const args = overStanding(undone as Parameters<typeof overStanding>[0], must(ticket, 'ticket'));
  expect(args).toMatchObject({ value: 'OFFICE-ASSET' });
});

test('what was typed to try it again stays too, and nothing else of the field it was typed in', async () => {
  const { devices, ben } = await addALittle();
  losing(ben, '/pull');
  await ben.sync().catch(() => undefined);
  const [, described] = await entriesOn(ben);
  const draft = retryDraftKey(must(described, 'change').uid);
  const body = JSON.stringify({ description: `${standing} Jams, bring oil and a rag` });
  await ben.db.drafts.put({ ticketId: draft, body, internal: false, at: 0, rev: 'r' });
  losing(ben);
  await rounds(devices);
  expect(await officeWordsOn(ben)).toEqual([]);
  expect(await ben.db.drafts.count()).toBe(0);
  expect((await entriesOn(ben))[1]?.args).toMatchObject({ description: 'Jams, bring oil\nand a rag' });
});

test('shared again, own words are tried again after what stands there now: nothing is written over', async () => {
  const { devices, admin, ben, id } = await addALittle();
  await rounds(devices);
  await limit(admin, 'all');
  await describe(admin, id, 'The gate is new.');
  await rounds(devices);
  for (const { entry } of await readRefused(ben.db)) {
    const [present] = await readPresent(ben.db, [entry]);
    const there = must(present?.ticket ?? undefined, 'ticket');
    const args = overStanding({ name: entry.name, args: entry.args as Record<string, unknown> }, there);
    await retryRefused(ben.db, ben.replica.actor, {
      seq: entry.seq,
      args,
      newId: randomUUID,
      nowMs: ben.replica.now(),
    });
  }
  await rounds(devices);
  const record = must(await admin.db.tickets.get(id), 'ticket');
  expect([record.ticket.title, record.ticket.description]).toEqual([
    'OFFICE-TITLE urgent',
    'The gate is new.\n\nJams, bring oil',
  ]);
  expect(record.more?.checkItem?.map(({ text, position }) => [text, position]).sort()).toEqual([
    ['OFFICE-FIRST', 30],
    ['OFFICE-SECOND', 20],
  ]);
  expect(await readRefused(ben.db)).toEqual([]);
});

test('shared again before it was sent, it goes as it was made', async () => {
  const { tenant, devices, admin, ben, id } = await addALittle();
  losing(ben, '/push');
  await ben.sync().catch(() => undefined);
  expect(await ben.db.tickets.count()).toBe(0);
  await limit(admin, 'all');
  await admin.sync();
  losing(ben);
  await rounds(devices);
  for (const device of devices) expect(await descriptionOn(device, id)).toBe(`${standing} Jams, bring oil`);
  await expectAtRest(fleet, tenant, devices);
});

test('an undo types nothing, and a text on what was made here is all its person’s', async () => {
  const { devices } = await openDesk(fleet, 'ben');
  const [ben] = devices;
  const id = await ben.file('Pump');
  await describe(ben, id, 'It drips');
  await describe(ben, id, 'It drips badly');
  expect((await entriesOn(ben)).map((entry) => entry.own)).toEqual([undefined, undefined, undefined]);
  await rounds(devices);
  await describe(ben, id, 'Dry');
  const [{ seq }] = (await entriesOn(ben)) as [OutboxEntry];
  await undoStep(ben.db, ben.replica.actor, [seq], { newId: randomUUID, nowMs: ben.replica.now() });
  await describe(ben, id, 'It drips badly again');
  expect(await descriptionOn(ben, id)).toBe('It drips badly again');
  expect((await entriesOn(ben)).map((entry) => entry.own)).toEqual([undefined, '', 'again']);
});

test('what an undo of an item would put back goes with its ticket, sent or not', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ben');
  const [admin, ben] = devices;
  const id = await admin.file('A pump');
  const items = [item('OFFICE-FIRST', 10), item('OFFICE-SECOND', 20)] as const;
  await admin.mutate('checklist.add', { ticketId: id, items: [...items] });
  await admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId: tenant.teamId });
  await rounds(devices);
  const reword = ({ id: itemId }: { id: string }) =>
    ben.mutate('checklist.set', { ticketId: id, itemId, text: 'Mine', position: 1, removed: false });
  const first = await reword(items[0]);
  await rounds(devices);
  expect((await ben.db.sent.toArray()).at(-1)).toMatchObject({ back: { args: { text: 'OFFICE-FIRST' } } });
  const second = await reword(items[1]);
  losing(ben, '/push');
  await limit(admin, 'own-teams');
  await admin.sync();
  await ben.sync().catch(() => undefined);
  expect(await descriptionOn(ben, id)).toBeUndefined();
  expect(await officeWordsOn(ben)).toEqual([]);
  losing(ben);
  const making = { newId: () => randomUUID(), nowMs: ben.replica.now() };
  const seqs = [first, second].map((one) => must(one.refusal ? undefined : one.seq, 'seq'));
  expect((await undoStep(ben.db, ben.replica.actor, seqs, making)).left.map(({ why }) => why)).toEqual(['gone', 'gone']);
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
}); // prettier-ignore
