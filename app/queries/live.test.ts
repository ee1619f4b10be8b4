import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeviceDatabase } from '../store/database.ts';
import { follow } from './live.ts';

// D6 for what screens read: as iOS does it, the connection is there and every use of it fails.

type Begin = (this: IDBDatabase, ...of: unknown[]) => IDBTransaction;
const begin = Reflect.get(IDBDatabase.prototype, 'transaction') as Begin;
const dead = new Set<unknown>();
beforeAll(() => {
  // Dexie holds on to this as it was when it opened, so it must be in place before.
  Reflect.set(IDBDatabase.prototype, 'transaction', function (this: IDBDatabase, ...of: unknown[]) {
    if (!dead.has(this)) return begin.apply(this, of);
    throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
  });
});
afterAll(() => {
  Reflect.set(IDBDatabase.prototype, 'transaction', begin);
});

async function openTwice(name: string): Promise<[DeviceDatabase, DeviceDatabase]> {
  const opened: [DeviceDatabase, DeviceDatabase] = [new DeviceDatabase(name), new DeviceDatabase(name)];
  for (const db of opened) await db.open();
  return opened;
}
const draft = (body: string) => ({ ticketId: body, body, internal: false, at: 1 });

test('what was read over a connection that died is read over a new one, which is opened once for all (D6)', async () => {
  const [db, elsewhere] = await openTwice('dies');
  const read = (): Promise<number> => db.drafts.count();
  const seen: [number, number] = [-1, -1];
  const ends = [
    follow(db, read, (count) => (seen[0] = count)),
    follow(db, read, (count) => (seen[1] = count)),
  ];
  await expect.poll(() => seen).toEqual([0, 0]);
  let closed = 0;
  db.on('close', () => (closed += 1));
  dead.add(db.backendDB());
  await elsewhere.drafts.add(draft('from another tab'));
  await expect.poll(() => seen).toEqual([1, 1]);
  expect(closed).toBe(1);
  await elsewhere.drafts.add(draft('and another'));
  await expect.poll(() => seen).toEqual([2, 2]);
  for (const end of ends) end();
  db.close();
  elsewhere.close();
});

test('a database that was signed out of is not opened for it (D6)', async () => {
  const [db, elsewhere] = await openTwice('forgotten');
  let seen = -1;
  const end = follow(db, () => db.drafts.count(), (count) => (seen = count)); // prettier-ignore
  await expect.poll(() => seen).toBe(0);
  db.forgotten = true;
  db.close();
  let asked = 0;
  const other = follow(db, () => { asked += 1; return db.drafts.count(); }, () => undefined); // prettier-ignore
  await elsewhere.drafts.add(draft('from another tab'));
  await expect.poll(() => asked).toBeGreaterThan(2);
  expect(db.isOpen()).toBe(false);
  expect(seen).toBe(0);
  end();
  other();
  elsewhere.close();
});
