import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertRole } from './assert-role.ts';
import { connect, type Sql } from './connect.ts';
import { type TestDatabase, testDatabase } from './testing/database.ts';

let database: TestDatabase;
let admin: Sql;

beforeAll(async () => {
  database = await testDatabase();
  admin = connect(database.superUrl, { max: 1 });
});
afterAll(async () => {
  await admin.end();
  await database.stop();
});

test('the role that grants.sql provides for is accepted', async () => {
  const sql = connect(database.appUrl, { max: 1 });
  await expect(assertRole(sql)).resolves.toBeUndefined();
  await sql.end();
});

/** What is done to the database, what is undone, and the reason that must be given. */
const dangers: [reason: RegExp, done: string, undone: string][] = [
  [/it owns the table "?tags/, 'alter table tags owner to ROLE', 'alter table tags owner to waypost_owner'],
  [
    /it owns the schema public/,
    'alter schema public owner to ROLE',
    'alter schema public owner to pg_database_owner',
  ],
  [
    /it owns the database/,
    'alter database DATABASE owner to ROLE',
    'alter database DATABASE owner to waypost_owner',
  ],
  [/member of "waypost_owner", which owns/, 'grant waypost_owner to ROLE', 'revoke waypost_owner from ROLE'],
  [
    /not enabled and forced on the table "tickets"/,
    'alter table tickets disable row level security',
    'alter table tickets enable row level security',
  ],
  [
    /not enabled and forced on the table "people"/,
    'alter table people no force row level security',
    'alter table people force row level security',
  ],
  [
    /"horizons" has no policy/,
    'drop policy tenant on horizons',
    "create policy tenant on horizons using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))",
  ],
  [
    /policy of the table "audit" lets rows of every tenant through/,
    'create policy everything on audit using (true)',
    'drop policy everything on audit',
  ],
  [
    /"sign_in_tries", which has no tenant_id/,
    'grant select on sign_in_tries to ROLE',
    'revoke all on sign_in_tries from ROLE',
  ],
  [
    /"everyone", which is not a plain table/,
    'create view everyone as select * from people; grant select on everyone to public',
    'drop view everyone',
  ],
  [
    /function "peek"/,
    "create function peek() returns bigint language sql security definer as 'select count(*) from people'; grant execute on function peek() to ROLE",
    'drop function peek()',
  ],
];

test.each(dangers)('refused: %s', async (reason, done, undone) => {
  // A role of this test's own: roles are shared by every database of the cluster.
  const role = `app_${database.name}`;
  const forRole = (text: string) => text.replaceAll('ROLE', role).replaceAll('DATABASE', database.name);
  await admin.unsafe(`create role ${role} login password 'x'; grant waypost_app to ${role}`);
  const url = new URL(database.appUrl);
  [url.username, url.password] = [role, 'x'];
  const sql = connect(url.href, { max: 1 });
  try {
    await assertRole(sql);
    await admin.unsafe(forRole(done));
    await expect(assertRole(sql)).rejects.toThrow(reason);
  } finally {
    await sql.end();
    await admin.unsafe(forRole(undone));
    await admin.unsafe(`drop role ${role}`);
  }
});

test.each([
  ['superuser', /it is a superuser/],
  ['bypassrls', /exempt from row-level security/],
])('refused: a role with %s', async (power, reason) => {
  const role = `${power}_${database.name}`;
  await admin.unsafe(
    `create role ${role} login password 'x' ${power}; create role member_${role} login password 'x'`,
  );
  await admin.unsafe(`grant ${role} to member_${role}`);
  for (const [name, expected] of [
    [role, reason],
    [`member_${role}`, new RegExp(`member of "${role}", which is`)],
  ] as const) {
    const url = new URL(database.superUrl);
    [url.username, url.password] = [name, 'x'];
    const sql = connect(url.href, { max: 1 });
    await expect(assertRole(sql)).rejects.toThrow(expected);
    await sql.end();
  }
  await admin.unsafe(`drop role member_${role}; drop role ${role}`);
});
