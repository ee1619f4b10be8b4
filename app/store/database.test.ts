import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { databaseName, forgetDatabase, openDatabase } from './database.ts';

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
