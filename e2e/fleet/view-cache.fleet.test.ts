import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Desk, summaryOf } from '../../app/queries/desk.ts';
import { openDevice } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { rounds } from './invariants.ts';

// The view cache under lists and counts: what it shows is what the tables hold, whichever way it heard of it.

let fleet: Fleet;
let ana: Device;
let ben: Device;
let desk: Desk;
let id: string;
beforeAll(async () => {
  fleet = await startFleet();
  ana = await openDevice(fleet, fleet.tenant, 'ana');
  ben = await openDevice(fleet, fleet.tenant, 'ben');
  id = await ben.file('Pump 4 leaks');
  await rounds([ana, ben]);
  desk = new Desk(ana.db);
  const ready = new Promise<void>((resolve) => desk.subscribe(() => resolve()));
  await ready;
});
afterAll(async () => {
  desk?.close();
  await fleet?.stop();
});

const shown = () => desk.tickets.get(id)?.title;
const title = (by: Device, words: string) => by.mutate('ticket.set-title', { ticketId: id, title: words });

async function expectWhatIsStored(): Promise<void> {
  const stored = (await ana.db.tickets.toArray()).map(summaryOf);
  await expect.poll(() => stored.map((ticket) => desk.tickets.get(ticket.id))).toEqual(stored);
  expect(desk.tickets.size).toBe(stored.length);
}

test('what this tab wrote is there at once, and told to the screens', async () => {
  const { version } = desk;
  const made = await title(ana, 'Mine, at once');
  if (made.shown) desk.show(made.shown);
  expect(shown()).toBe('Mine, at once');
  expect(desk.version).toBe(version + 1);
  await expectWhatIsStored();
});

test('what another tab wrote comes by the log', async () => {
  await title(ana, 'Mine, from the other tab');
  await expect.poll(shown).toBe('Mine, from the other tab');
});

test('an echo that comes before the log has told of the write before it hides nothing', async () => {
  const other = await ana.file('Pump 5 leaks');
  await expect.poll(() => desk.tickets.has(other)).toBe(true);
  await ana.mutate('ticket.set-title', { ticketId: other, title: 'Pump 5 leaks no more' });
  const made = await title(ana, 'After that');
  if (made.shown) desk.show(made.shown);
  await expect.poll(shown).toBe('After that');
  await expect.poll(() => desk.tickets.get(other)?.title).toBe('Pump 5 leaks no more');
  await expectWhatIsStored();
});

test('what was read before an echo, and arrives after it, does not take it back', async () => {
  const { tickets } = ana.db;
  const bulkGet = tickets.bulkGet.bind(tickets);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let asked = false;
  tickets.bulkGet = (ids: string[]) => {
    if (Dexie.currentTransaction) return bulkGet(ids);
    asked = true;
    return bulkGet(ids).then(async (records) => {
      await held;
      return records;
    });
  };
  try {
    await title(ana, 'Read slowly');
    await expect.poll(() => asked).toBe(true);
    // The read has its answer, and is slow to say so.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const made = await title(ana, 'Echoed meanwhile');
    if (made.shown) desk.show(made.shown);
  } finally {
    letGo();
    tickets.bulkGet = bulkGet;
  }
  await expect.poll(shown).toBe('Echoed meanwhile');
  await expectWhatIsStored();
});

/** The next of these calls fails once; answers how many have. */
function failOnce(on: object, method: string, which: (...args: unknown[]) => boolean): () => number {
  const before = Reflect.get(on, method) as (...args: unknown[]) => unknown;
  let failed = 0;
  Reflect.set(on, method, (...args: unknown[]) => {
    if (failed > 0 || Dexie.currentTransaction || !which(...args)) return before.apply(on, args);
    failed += 1;
    return Promise.reject(new Error('could not be read'));
  });
  return () => failed;
}
const whole = (mode: unknown, tables: unknown): boolean =>
  mode === 'r' && Array.isArray(tables) && tables.includes(ana.db.changes);

test('a change that could not be read is read all the same, though nothing comes after it', async () => {
  const failed = failOnce(ana.db.tickets, 'bulkGet', () => true);
  await title(ana, 'Read at the second try');
  await expect.poll(shown).toBe('Read at the second try');
  expect(failed()).toBe(1);
  await expectWhatIsStored();
});

test('so is everything, where many changes came and it could not be read', async () => {
  const failed = failOnce(ana.db, 'transaction', whole);
  await ana.db.tickets
    .where('id')
    .equals(id)
    .modify((record) => void (record.ticket.title = 'Among many'));
  await ana.db.changes.add({ tickets: null });
  await expect.poll(shown).toBe('Among many');
  expect(failed()).toBe(1);
  await expectWhatIsStored();
});

test('a desk that could not read when it opened is ready a little later, and follows what comes', async () => {
  const failed = failOnce(ana.db, 'transaction', whole);
  const late = new Desk(ana.db);
  try {
    late.subscribe(() => undefined);
    await expect.poll(() => late.ready).toBe(true);
    expect(failed()).toBe(1);
    await title(ana, 'After a bad beginning');
    await expect.poll(() => late.tickets.get(id)?.title).toBe('After a bad beginning');
  } finally {
    late.close();
  }
});
