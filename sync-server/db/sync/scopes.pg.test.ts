import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScopeKey } from '../../../shared/rules/scopes.ts';
import { provisionTenant } from '../../tenants/provision.ts';
import { connect, type Sql } from '../connect.ts';
import { inTenant } from '../tenant.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { openScopes, scopeOrdinals } from './scopes.ts';

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await testDatabase();
  sql = connect(database.appUrl, { max: 1 });
});
afterAll(async () => {
  await sql.end();
  await database.stop();
});

test('what a transaction opened that failed is remembered by nobody: its ordinal is the next one’s (S1)', async () => {
  const id = randomUUID();
  await inTenant(sql, id, (tx) => provisionTenant(tx, { id, slug: 'acme', name: 'Acme' }, 1));
  const [one, two]: [ScopeKey, ScopeKey] = [`team:${randomUUID()}`, `team:${randomUUID()}`];
  const opening = async (key: ScopeKey, fails: boolean): Promise<number | undefined> =>
    await inTenant(sql, id, async (tx) => {
      await openScopes(tx, id, [key]);
      const ord = (await scopeOrdinals(tx, id, 'a life', ['tenant', key])).get(key);
      if (fails) throw new Error(`as ${ord}`);
      return ord;
    });
  await expect(opening(one, true)).rejects.toThrow('as 4');
  expect(await opening(two, false)).toBe(4);
  expect(await opening(one, false)).toBe(5);
  const found = await inTenant(sql, id, (tx) => scopeOrdinals(tx, id, 'a life', [one, two]));
  expect([...found]).toEqual([
    [one, 5],
    [two, 4],
  ]);
});
