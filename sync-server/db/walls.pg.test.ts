import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { provisionTenant } from '../tenants/provision.ts';
import { connect, type Sql } from './connect.ts';
import { inTenant } from './tenant.ts';
import { type TestDatabase, testDatabase } from './testing/database.ts';

let database: TestDatabase;
let owner: Sql;
let app: Sql;
const [ours, theirs] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  database = await testDatabase();
  owner = connect(database.ownerUrl, { max: 1 });
  app = connect(database.appUrl, { max: 2 });
  for (const [id, slug] of [
    [ours, 'ours'],
    [theirs, 'theirs'],
  ] as const) {
    const people = [{ id: randomUUID(), name: 'Ana', email: 'ana@desk.test', role: 'agent' as const }];
    await inTenant(app, id, (tx) => provisionTenant(tx, { id, slug, name: slug, people }, Date.now()));
  }
});
afterAll(async () => {
  await owner.end();
  await app.end();
  await database.stop();
});

const tables = () => owner<{ name: string }[]>`
  select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped order by 1`;

describe('the catalogue', () => {
  test('every table has a tenant, but for those that are known to have none', async () => {
    const rows = await owner`
      select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
      order by 1`;
    expect(rows.map((row) => row.name)).toEqual(['incarnation', 'migrations', 'sign_in_tries']);
  });

  test('row-level security is enabled and forced, with a policy, on every tenant table', async () => {
    const open = await owner`
      select relname from pg_class c where relname = any (${(await tables()).map(({ name }) => name)})
        and (not relrowsecurity or not relforcerowsecurity
             or not exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
                            and pg_get_expr(p.polqual, p.polrelid) like '%app.tenant_id%'
                            and pg_get_expr(p.polwithcheck, p.polrelid) like '%app.tenant_id%'))`;
    expect(open).toEqual([]);
  });

  test('every primary, unique and foreign key of a tenant table contains tenant_id', async () => {
    const bare = await owner`
      select i.indrelid::regclass::text || ': ' || i.indexrelid::regclass::text as key
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'tenant_id'
      join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
      where (i.indisunique or i.indisprimary) and not a.attnum = any (i.indkey::int2[])
      union all
      select f.conrelid::regclass::text || ': ' || f.conname
      from pg_constraint f join pg_attribute a on a.attrelid = f.conrelid and a.attname = 'tenant_id'
      join pg_attribute b on b.attrelid = f.confrelid and b.attname = 'tenant_id'
      where f.contype = 'f' and not exists (
        select from generate_subscripts(f.conkey, 1) i
        where f.conkey[i] = a.attnum and f.confkey[i] = b.attnum)`;
    // A desk's name is public: it is the host name people type.
    expect(bare.map((row) => row.key)).toEqual(['tenants: tenants_slug_key']);
  });

  test('every tenant table has a primary key', async () => {
    const rows = await owner`
      select relname from pg_class c where relname = any (${(await tables()).map(({ name }) => name)})
        and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`;
    expect(rows).toEqual([]);
  });
});

describe("the app's role", () => {
  test('sees no row of any table before a tenant is set, nor on the same connection afterwards', async () => {
    const one = connect(database.appUrl, { max: 1 });
    for (const moment of ['before', 'after']) {
      for (const { name } of await tables()) {
        expect([moment, name, (await one`select 1 from ${one(name)}`).length]).toEqual([moment, name, 0]);
      }
      await inTenant(one, ours, async (tx) => expect(await tx`select 1 from people`).toHaveLength(1));
    }
    await one.end();
  });

  test('sees one tenant inside it, and writes no other', async () => {
    await inTenant(app, ours, async (tx) => {
      expect(await tx`select slug from tenants`).toMatchObject([{ slug: 'ours' }]);
      expect(await tx`update people set name = 'x' where tenant_id = ${theirs}`).toHaveLength(0);
    });
    const intruder = { tenant_id: theirs, ord: 9, key: 'x' };
    await expect(inTenant(app, ours, (tx) => tx`insert into scopes ${tx(intruder)}`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test.each([
    'delete from tickets',
    'delete from people',
    'update audit set action = action',
    'delete from audit',
    'update audit_tickets set ticket_id = ticket_id',
    'delete from audit_tickets',
    'update messages set author_id = author_id',
    'update messages set internal = false',
    'update messages set created_at = 0',
    'update events set what = what',
    'update verdicts set status = status',
    'update tenants set demo = true',
    'select 1 from sign_in_tries',
    'select 1 from migrations',
    'update incarnation set one = true',
    'truncate tickets',
    'create table mine (id int)',
    'alter table tickets disable row level security',
    'set role waypost_owner',
  ])('may not: %s', async (statement) => {
    await expect(inTenant(app, ours, (tx) => tx.unsafe(statement))).rejects.toMatchObject({ code: '42501' });
  });

  test('reaches tenants by name and tries by key, through functions alone', async () => {
    expect(await app`select slug, demo from find_tenant('OURS')`).toMatchObject([
      { slug: 'ours', demo: false },
    ]);
    expect(await app`select slug from list_tenants()`).toHaveLength(2);
    await app`select sign_in_try('k')`;
    expect(await app`select sign_in_tries_of('k') as n`).toMatchObject([{ n: 1 }]);
    await app`select sign_in_forget('k')`;
    expect(await app`select sign_in_tries_of('k') as n`).toMatchObject([{ n: 0 }]);
  });
});
