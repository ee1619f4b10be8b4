import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from './connect.ts';
import { testDatabase, type TestDatabase } from './testing/database.ts';

// A migration meets a database that is in use, behind walls that hold for its owner too. This one is put back to where it
// was before 0005, with people and a conflict in it, and migrated as the owner.

let database: TestDatabase;
let superuser: Sql;
let owner: Sql;
beforeAll(async () => {
  database = await testDatabase();
  superuser = connect(database.superUrl, { max: 1 });
  owner = connect(database.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await superuser.end();
  await owner.end();
  await database.stop();
});

test('0005 gives everybody a scope of their own, and old conflicts their marks (S8)', async () => {
  await superuser.unsafe(`
    drop index conflicts_lost_by, conflicts_ticket, feed_personal;
    alter table conflicts drop column lost_s, drop column kept_s, drop column ruled, drop column r, drop column n,
      drop column s, drop constraint conflicts_resolution, drop constraint conflicts_resolved, add column at bigint not null;
    create index conflicts_lost_by on conflicts (tenant_id, lost_by) where resolved_at is null`);
  const [tenant, other, ana, ben, eve, ticket] = Array.from({ length: 6 }, () => randomUUID());
  await superuser.unsafe(`
    insert into tenants (tenant_id, slug, name, created_at) values ('${tenant}', 'one', 'One', 0), ('${other}', 'two', 'Two', 0);
    insert into people (tenant_id, id, name, email, role, created_at, r, n, s) values
      ('${tenant}', '${ana}', 'Ana', 'ana@x', 'agent', 0, 1, 1, 1), ('${tenant}', '${ben}', 'Ben', 'ben@x', 'agent', 0, 1, 1, 1),
      ('${other}', '${eve}', 'Eve', 'eve@x', 'agent', 0, 1, 1, 1);
    insert into ordinals values ('${tenant}', 'scope', 7), ('${other}', 'scope', 4), ('${other}', 'replica', 2);
    insert into tickets (tenant_id, id, number, title, status, priority, requester_id, created_by, created_at, updated_at, r, n, s)
      values ('${tenant}', '${ticket}', '202611-0001', 'x', 'open', 'low', '${ana}', '${ana}', 0, 0, 1, 1, 1);
    insert into conflicts (tenant_id, ticket_id, kind, row_id, register, kept_value, kept_by, kept_r, kept_n, lost_value,
      lost_by, lost_r, lost_n, at) values ('${tenant}', '${ticket}', 1, '${ticket}', 'title', '{"title":"a"}', '${ana}', 2, 5,
      '{"title":"b"}', '${ben}', 3, 4, 1700)`);
  await owner.unsafe(await readFile(join(import.meta.dirname, 'migrations/0005_conflicts.sql'), 'utf8'));
  const scopes =
    await superuser`select tenant_id, ord, key from scopes where key like 'me:%' order by tenant_id, ord`;
  const sorted = [ana, ben].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
  expect(new Set(scopes.map(({ tenant_id: of, ord, key }) => `${of} ${ord} ${key}`))).toEqual(
    new Set([`${tenant} 7 me:${sorted[0]}`, `${tenant} 8 me:${sorted[1]}`, `${other} 4 me:${eve}`]),
  );
  expect(await superuser`select next from ordinals where what = 'scope' order by next`).toMatchObject([
    { next: 5 },
    { next: 9 },
  ]);
  expect(await superuser`select r, n, s, lost_s, kept_s, ruled from conflicts`).toMatchObject([
    { r: 2, n: 5, s: 1700 * 1024, lost_s: 1700 * 1024, kept_s: 1700 * 1024, ruled: false },
  ]);
  expect(
    await superuser`select relname from pg_class where relname in ('conflicts', 'people', 'scopes', 'ordinals') and relforcerowsecurity`,
  ).toHaveLength(4);
});
