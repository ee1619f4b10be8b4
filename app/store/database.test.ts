import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { databaseName, DeviceDatabase, forgetDatabase, openDatabase } from './database.ts';

test('two people on one browser, and one person in two tenants, share no row (D1)', async () => {
  const accounts = ['tenant-1:ana', 'tenant-1:ben', 'tenant-2:ana'];
  const databases = accounts.map((account) => openDatabase(account));
  await databases[0]?.drafts.put({ ticketId: 'new', body: 'for nobody else', internal: false, at: 1 });
  expect(await Promise.all(databases.map((database) => database.drafts.count()))).toEqual([1, 0, 0]);
  expect(new Set(accounts.map(databaseName)).size).toBe(3);
  // The one open database of an account in this tab, until it is forgotten.
  expect(openDatabase('tenant-1:ana')).toBe(databases[0]);
  for (const account of accounts) forgetDatabase(account);
  expect(databases[0]?.isOpen()).toBe(false);
});

test('an upgrade notes which changes are of the tenant’s lists, of those too of which only the intent is left (V3)', async () => {
  const old = new Dexie('waypost:an-old-app');
  old.version(3).stores({ outbox: '++seq, uid, state, *tickets', sent: 'seq, answeredAt' });
  const of = (seq: number, kind: string | null, tickets: string[] = []) => ({
    seq,
    tickets,
    writes: kind === null ? [] : [{ op: 'set', ref: { kind, id: 'one' }, register: 'row', columns: {} }],
  });
  const entries = [
    of(1, 'category'),
    of(2, 'ticket', ['t']),
    of(3, null),
    of(4, null, ['t']),
    of(5, 'message', ['t']),
  ];
  await old.table('outbox').bulkAdd(entries);
  await old.table('sent').bulkAdd(entries);
  old.close();
  const db = new DeviceDatabase('waypost:an-old-app');
  expect(await db.outbox.where('lists').equals(1).primaryKeys()).toEqual([1, 3]);
  expect((await db.sent.toArray()).flatMap(({ seq, lists }) => (lists ? seq : []))).toEqual([1, 3]);
  db.close();
});
