import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyPassword } from '../auth/passwords.ts';
import { connect, type Sql } from '../db/connect.ts';
import { inTenant } from '../db/tenant.ts';
import { type TestDatabase, testDatabase } from '../db/testing/database.ts';
import { createLog } from '../log.ts';
import { demoEmails, demoPassword, seedDemo } from './seed.ts';

let database: TestDatabase;
let sql: Sql;
/** The superuser's: sees every tenant. */
let all: Sql;
const now = Date.now();
const seed = () => seedDemo({ sql, now: () => now, log: createLog('silent') });

beforeAll(async () => {
  database = await testDatabase();
  sql = connect(database.appUrl, { max: 4 });
  all = connect(database.superUrl, { max: 2 });
  await seed();
});
afterAll(async () => {
  await sql.end();
  await all.end();
  await database.stop();
});

const countsOf = (slug: string) => all`
  select
    (select count(*)::int from people p where p.tenant_id = t.tenant_id) as people,
    (select count(*)::int from teams p where p.tenant_id = t.tenant_id) as teams,
    (select count(*)::int from categories p where p.tenant_id = t.tenant_id) as categories,
    (select count(*)::int from tags p where p.tenant_id = t.tenant_id) as tags,
    (select count(*)::int from fields p where p.tenant_id = t.tenant_id) as fields,
    (select count(*)::int from tickets p where p.tenant_id = t.tenant_id) as tickets
  from tenants t where slug = ${slug}`;

test('there are two desks, of the sizes told', async () => {
  expect(await countsOf('nordlicht')).toMatchObject([
    { people: 12, teams: 3, categories: 8, tags: 10, fields: 5, tickets: 300 },
  ]);
  expect(await countsOf('harbor')).toMatchObject([{ people: 6, teams: 1, tickets: 25 }]);
});

test('seeding again changes nothing', async () => {
  const state = () => all`
    select (select count(*)::int from tickets) as tickets, (select count(*)::int from verdicts) as verdicts,
      (select count(*)::int from replicas) as replicas, (select count(*)::int from messages) as messages`;
  const before = await state();
  await seed();
  expect(await state()).toEqual(before);
});

test('a seeding that was cut off is finished the next time', async () => {
  const [before] = await all`select count(*)::int as values from field_values`;
  // As after a kill between two batches: the last of the work is missing.
  await all`delete from field_values where (tenant_id, ticket_id, id) in
    (select tenant_id, ticket_id, id from field_values limit 3)`;
  const undone = await all`delete from verdicts where name = 'field.set' returning uid`;
  await all`delete from events`;
  expect(undone.length).toBeGreaterThan(50);
  await seed();
  expect(await all`select count(*)::int as values from field_values`).toEqual([before]);
  expect(await countsOf('nordlicht')).toMatchObject([{ tickets: 300 }]);
});

test('one tenant sees nothing of the other', async () => {
  const tenants = await sql<{ id: string; slug: string }[]>`select tenant_id as id, slug from list_tenants()`;
  for (const { id, slug } of tenants) {
    const [seen] = await inTenant(
      sql,
      id,
      (tx) => tx`
      select count(*)::int as tickets, count(distinct tenant_id)::int as tenants from tickets`,
    );
    expect(seen).toEqual({ tickets: slug === 'harbor' ? 25 : 300, tenants: 1 });
  }
});

test('the people to enter as are there, and the password fits', async () => {
  for (const email of Object.values(demoEmails)) {
    const [person] = await all`select password_hash as hash from identities where subject = ${email}`;
    expect(await verifyPassword(person?.hash, demoPassword)).toBe(true);
  }
});

test('the day looks like a day: work in every status, some overdue, some due soon', async () => {
  const active = all`status not in ('resolved', 'closed')`;
  const [day] = await all`
    select count(distinct status)::int as statuses, count(distinct priority)::int as priorities,
      count(*) filter (where ${active} and deadline < ${now})::int as overdue,
      count(*) filter (where ${active} and deadline between ${now} and ${now + 9 * 3_600_000})::int as soon,
      count(*) filter (where created_at > ${now} or updated_at > ${now} or resolved_at < created_at
        or closed_at < resolved_at)::int as impossible
    from tickets`;
  expect(day).toMatchObject({ statuses: 6, priorities: 4, impossible: 0 });
  expect(day?.overdue).toBeGreaterThan(10);
  expect(day?.soon).toBeGreaterThan(15);
});

test('what is dated here was never on its way: nothing says that it came late (M7)', async () => {
  const late = await all`
    select 'ticket' from tickets where received_at is not null
    union all select 'message' from messages where received_at is not null
    union all select 'event' from events where received_at is not null`;
  expect(late).toHaveLength(0);
});

test('conversations are in order, by people who have a part in them', async () => {
  const [talk] = await all`
    select count(*)::int as messages, count(*) filter (where internal)::int as notes,
      count(*) filter (where m.created_at < t.created_at or m.created_at > ${now})::int as misplaced,
      count(*) filter (where not m.staff and (m.internal or m.author_id <> t.requester_id))::int as strangers
    from messages m join tickets t on t.tenant_id = m.tenant_id and t.id = m.ticket_id`;
  expect(talk).toMatchObject({ misplaced: 0, strangers: 0 });
  expect(talk?.messages).toBeGreaterThan(600);
  expect(talk?.notes).toBeGreaterThan(100);
});
