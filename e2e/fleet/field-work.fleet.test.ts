import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RowTypes } from '../../shared/model/rows.ts';
import type { Made } from '../../app/store/outbox.ts';
import { undoStep } from '../../app/store/step.ts';
import { mergedWrite, mergeTextOf } from '../../app/ui/words/merge-text.ts';
import { must } from '../../shared/lib/must.ts';
import { registerValue } from '../../shared/mutations/apply.ts';
import { offline, online, openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';
import { moment, onlyOn, openOn, restore } from './losing.ts';

// What is done on the spot by people who are away at once, and what others get of it.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

type Kind = 'checkItem' | 'check' | 'visit' | 'signature' | 'timeEntry';
async function rowsOn<K extends Kind>(device: Device, ticketId: string, kind: K): Promise<RowTypes[K][]> {
  const record = await device.db.tickets.get(ticketId);
  return record?.more?.[kind] ?? [];
}
const tick = (device: Device, ticketId: string, itemId: string, done = true) =>
  device.mutate('checklist.tick', { ticketId, itemId, done });
const reword = (device: Device, ticketId: string, itemId: string, text: string) =>
  device.mutate('checklist.set', { ticketId, itemId, text, position: 0, removed: false });

/** A ticket with a checklist of three on every device. */
async function withChecklist(maker: Device, devices: Device[]): Promise<{ id: string; items: string[] }> {
  const [id, items] = [await maker.file('Inspection'), [randomUUID(), randomUUID(), randomUUID()]];
  const made = items.map((item, position) => ({ id: item, text: `Item ${position}`, position }));
  await maker.mutate('checklist.add', { ticketId: id, items: made });
  await rounds(devices);
  return { id, items };
}

test('two who are away tick, reword and add, and nobody has lost anything (M6)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'admin', 'rita');
  const [ana, ben, admin, rita] = devices;
  const { id, items } = await withChecklist(ana, devices);
  const [one = '', two = '', three = ''] = items;
  for (const device of [ana, ben]) offline(device);
  await tick(ana, id, one);
  await tick(ana, id, two);
  await reword(ana, id, three, 'Said by Ana');
  await moment();
  // The second is ticked by both, the third reworded by one and ticked by the other.
  await tick(ben, id, two);
  await tick(ben, id, three);
  await ben.mutate('checklist.add', {
    ticketId: id,
    items: [{ id: randomUUID(), text: 'Of Ben', position: 3 }],
  });
  for (const device of [ana, ben]) online(device);
  await ana.sync();
  await rounds(devices);
  for (const device of [ana, ben, admin]) {
    expect(await openOn(device)).toEqual([]);
    const checks = new Map((await rowsOn(device, id, 'check')).map((check) => [check.id, check]));
    expect([one, two, three].map((item) => [checks.get(item)?.done, checks.get(item)?.byId])).toEqual([
      [true, people.ana.id],
      [true, people.ana.id],
      [true, people.ben.id],
    ]);
    const texts = (await rowsOn(device, id, 'checkItem')).map(({ text }) => text).sort();
    expect(texts).toEqual(['Item 0', 'Item 1', 'Of Ben', 'Said by Ana']);
  }
  expect(await rita.db.tickets.get(id)).toBeUndefined();
  await expectAtRest(fleet, tenant, devices);
});

test('an item that two reword at once, and a tick that one takes away: who lost is told and restores it (M3, M5)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const { id, items } = await withChecklist(ana, devices);
  const [one = ''] = items;
  await reword(ana, id, one, 'Said by Ana');
  await moment();
  await reword(ben, id, one, 'Said by Ben');
  await rounds(devices);
  const lost = await onlyOn(ana);
  expect(lost).toMatchObject({ kind: 9, lostBy: people.ana.id, lostValue: { text: 'Said by Ana' } });
  expect(await restore(ana, lost)).not.toHaveProperty('refusal');
  await rounds(devices);
  expect((await rowsOn(ben, id, 'checkItem')).find((item) => item.id === one)?.text).toBe('Said by Ana');
  // Ana ticks, and takes it away; Ben, who has seen neither, ticks in between.
  await tick(ana, id, one);
  await tick(ana, id, one, false);
  await moment();
  await tick(ben, id, one);
  await ana.sync();
  await rounds(devices);
  const untick = await onlyOn(ana);
  expect(untick).toMatchObject({ kind: 33, lostValue: { done: false }, keptValue: { done: true } });
  expect(await restore(ana, untick)).not.toHaveProperty('refusal');
  await rounds(devices);
  expect(await rowsOn(ben, id, 'check')).toMatchObject([{ done: false, byId: people.ana.id }]);
  expect([...(await openOn(ana)), ...(await openOn(ben))]).toEqual([]);
  await expectAtRest(fleet, tenant, devices);
});

test('two who write one note at once: who lost makes one of both, with the rest as it stands (M5)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'admin');
  const [ana, admin] = devices;
  const [ticketId, id] = [await ana.file('Pump 4 leaks'), randomUUID()];
  const visit = { ticketId, id, arrivedAt: 1_790_000_000_000, leftAt: null, outcome: null, note: '', removed: false }; // prettier-ignore
  await ana.mutate('visit.set', visit);
  await rounds(devices);
  await ana.mutate('visit.set', { ...visit, note: 'The seal is worn.' });
  await moment();
  await admin.mutate('visit.set', { ...visit, note: 'Bring a ladder.' });
  await ana.sync();
  await rounds(devices);
  const conflict = await onlyOn(ana);
  const [present = null] = await rowsOn(ana, ticketId, 'visit');
  const lost = { conflict, present: present && { ...registerValue('visit', present, 'row') } };
  const text = must(mergeTextOf(lost, new Map()), 'a note');
  expect([text.mine, text.theirs]).toEqual(['The seal is worn.', 'Bring a ladder.']);
  const { write } = mergedWrite(lost, text, 'The seal is worn. Bring a ladder.');
  const args = { conflictId: conflict.id, ticketId, choice: 'merge', write: must(write, 'write') } as const;
  expect(await ana.mutate('conflict.resolve', args)).not.toHaveProperty('refusal');
  await rounds(devices);
  expect(await rowsOn(admin, ticketId, 'visit')).toMatchObject([
    { note: 'The seal is worn. Bring a ladder.', personId: people.ana.id, leftAt: null },
  ]);
  expect([...(await openOn(ana)), ...(await openOn(admin))]).toEqual([]);
  await expectAtRest(fleet, tenant, devices);
});

test('a day on the spot without a network reaches the desk, and nothing of it its requester', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben', 'admin', 'rita');
  const [ana, ben, admin, rita] = devices;
  offline(ana);
  const id = await ana.file('Pump 4 leaks', people.rita);
  const [visitId, entry] = [randomUUID(), randomUUID()];
  const visit = { ticketId: id, id: visitId, arrivedAt: 1_790_000_000_000, leftAt: null, outcome: null, note: '', removed: false }; // prettier-ignore
  const time = { ticketId: id, id: entry, day: '2026-11-21', minutes: 90, note: 'Travel', removed: false };
  const made = [
    await ana.mutate('checklist.add', {
      ticketId: id,
      items: [{ id: entry, text: 'Close the valve', position: 0 }],
    }),
    await ana.mutate('visit.set', visit),
    await ana.mutate('visit.sign', { ticketId: id, visitId, path: 'M1 2 3 4', name: 'R. Meyer' }),
    await ana.mutate('visit.set', { ...visit, leftAt: visit.arrivedAt + 3_600_000, outcome: 'parts-needed' }),
    await ana.mutate('time.set', time),
  ];
  for (const one of made) expect(one).not.toHaveProperty('refusal');
  online(ana);
  await rounds(devices);
  expect(await rowsOn(ben, id, 'visit')).toMatchObject([
    { personId: people.ana.id, outcome: 'parts-needed' },
  ]);
  expect(await rowsOn(ben, id, 'signature')).toMatchObject([{ path: 'M1 2 3 4', name: 'R. Meyer' }]);
  expect(await rowsOn(ben, id, 'timeEntry')).toMatchObject([{ minutes: 90, personId: people.ana.id }]);
  expect((await rita.db.tickets.get(id))?.more).toBeUndefined();
  // Ana's records are hers, and an admin's to correct.
  expect(await ben.mutate('visit.set', { ...visit, note: 'Ben was here' })).toMatchObject({ refusal: { code: 'not-allowed' } }); // prettier-ignore
  expect(await ben.mutate('time.set', { ...time, minutes: 5 })).toMatchObject({
    refusal: { code: 'not-allowed' },
  });
  expect(await admin.mutate('time.set', { ...time, minutes: 60 })).not.toHaveProperty('refusal');
  // It goes where its ticket goes: to whoever has it next, and to nobody who asks for it.
  await ben.mutate('ticket.set-requester', { ticketId: id, requesterId: people.rolf.id });
  await rounds(devices);
  expect(await rowsOn(ana, id, 'timeEntry')).toMatchObject([{ minutes: 60, personId: people.ana.id }]);
  await expectAtRest(fleet, tenant, devices);
});

test('a tick and an item go back by an undo; what somebody else has ticked or reworded stays as theirs (D11)', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const { id, items } = await withChecklist(ana, devices);
  const [one = '', two = '', three = ''] = items;
  const undo = async (...made: Made[]) =>
    await undoStep(ana.db, ana.replica.actor, made.map((one) => must(one.refusal ? undefined : one.seq, 'seq')), {
      newId: () => randomUUID(),
      nowMs: ana.replica.now(),
    }); // prettier-ignore
  const list = async (device: Device) => {
    const checks = new Map((await rowsOn(device, id, 'check')).map((check) => [check.id, check]));
    const shown = new Map((await rowsOn(device, id, 'checkItem')).map((item) => [item.id, item.text]));
    return items.map((item) => [shown.get(item), checks.get(item)?.done ?? false]);
  };
  offline(ana);
  await tick(ben, id, two);
  await ben.sync();
  await moment();
  const made = [
    await tick(ana, id, one),
    await tick(ana, id, two),
    await reword(ana, id, three, 'Said by Ana'),
  ];
  online(ana);
  await rounds(devices);
  // Both have ticked the second, Ben first: it is his, whatever she takes back.
  expect((await undo(...made)).left).toMatchObject([{ why: 'changed', change: { args: { itemId: two } } }]);
  await rounds(devices);
  for (const device of devices)
    expect(await list(device)).toEqual([['Item 0', false], ['Item 1', true], ['Item 2', false]]); // prettier-ignore
  expect((await rowsOn(ben, id, 'check')).find((check) => check.id === two)?.byId).toBe(people.ben.id);

  const again = await reword(ana, id, three, 'Said by Ana');
  await rounds(devices);
  await reword(ben, id, three, 'Said by Ben');
  await rounds(devices);
  expect((await undo(again)).left).toMatchObject([{ why: 'changed' }]);
  expect((await list(ana))[2]).toEqual(['Said by Ben', false]);
  await expectAtRest(fleet, tenant, devices);
});
