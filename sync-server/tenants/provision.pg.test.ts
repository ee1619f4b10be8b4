import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from '../db/connect.ts';
import { inTenant } from '../db/tenant.ts';
import { type TestDatabase, testDatabase } from '../db/testing/database.ts';
import { provisionTenant } from './provision.ts';

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await testDatabase();
  sql = connect(database.appUrl, { max: 2 });
});
afterAll(async () => {
  await sql.end();
  await database.stop();
});

test('a new tenant has its counters, scopes, server replica, people and lists', async () => {
  const id = randomUUID();
  const [ana, ben, team, field] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const now = 1_700_000_000_000;
  await inTenant(sql, id, (tx) =>
    provisionTenant(
      tx,
      {
        id,
        slug: 'acme',
        name: 'Acme',
        settings: { language: 'en' },
        people: [
          { id: ana, name: 'Ana', email: 'ana@acme.test', role: 'agent', passwordHash: 'x' },
          { id: ben, name: 'Ben', email: 'ben@acme.test', role: 'user' },
        ],
        teams: [{ id: team, name: 'Field' }],
        memberships: [{ teamId: team, personId: ana, lead: true }],
        categories: [{ id: randomUUID(), name: 'Water' }],
        tags: [{ id: randomUUID(), name: 'leak' }],
        fields: [
          { id: field, key: 'floor', label: 'Floor', type: 'select', options: ['1', '2'], public: true },
        ],
      },
      now,
    ),
  );
  await inTenant(sql, id, async (tx) => {
    expect(await tx`select what, next from ordinals order by what`).toMatchObject([
      { what: 'replica', next: 2 },
      { what: 'scope', next: 9 },
    ]);
    expect(await tx`select ord, key from scopes order by ord`).toMatchObject([
      { ord: 1, key: 'tenant' },
      { ord: 2, key: 'desk' },
      { ord: 3, key: 'portal' },
      { ord: 4, key: `team:${team}` },
      { ord: 5, key: `requester:${ana}` },
      { ord: 6, key: `me:${ana}` },
      { ord: 7, key: `requester:${ben}` },
      { ord: 8, key: `me:${ben}` },
    ]);
    expect(await tx`select ord, person_id, last_n, last_s from replicas`).toMatchObject([
      { ord: 1, person_id: null, last_n: 1, last_s: now * 1024 },
    ]);
    expect(await tx`select subject, person_id from identities`).toMatchObject([
      { subject: 'ana@acme.test', person_id: ana },
    ]);
    expect(await tx`select lead, r, n, s from memberships`).toMatchObject([
      { lead: true, r: 1, n: 1, s: now * 1024 },
    ]);
    expect(await tx`select options, public from fields`).toMatchObject([
      { options: ['1', '2'], public: true },
    ]);
    expect(await tx`select settings, demo from tenants`).toMatchObject([
      { settings: { language: 'en' }, demo: false },
    ]);
  });
});

test("another tenant's id is refused by the wall", async () => {
  const tenant = { id: randomUUID(), slug: 'other', name: 'Other' };
  await expect(inTenant(sql, randomUUID(), (tx) => provisionTenant(tx, tenant, 1))).rejects.toMatchObject({
    code: '42501',
  });
});
