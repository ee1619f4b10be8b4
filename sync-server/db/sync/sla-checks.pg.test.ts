import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../../../shared/lib/must.ts';
import { provisionTenant } from '../../tenants/provision.ts';
import { connect, type Sql } from '../connect.ts';
import { inTenant } from '../tenant.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { readDueLooks } from './sla-checks.ts';

const [WAITING, BATCH] = [5_000, 100];

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

test('of thousands that fell due at once a batch reads its own, and not all of them each time', async () => {
  const tenantId = randomUUID();
  await inTenant(sql, tenantId, (tx) => provisionTenant(tx, { id: tenantId, slug: 'acme', name: 'Acme' }, 1));
  const root = connect(database.superUrl, { max: 1 });
  // Looks without their tickets: only the table is looked at.
  await root`set session_replication_role = replica`;
  await root`
    insert into sla_checks (tenant_id, ticket_id, look_at)
    select ${tenantId}, gen_random_uuid(), 0 from generate_series(1, ${WAITING})`;
  await root`analyze sla_checks`;
  await root.end();
  const { ids, read } = await inTenant(sql, tenantId, async (tx) => {
    const due = await readDueLooks(tx, Date.now(), BATCH);
    const [counted] = await tx<{ read: number }[]>`
      select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
      from pg_stat_xact_user_tables where relname = 'sla_checks'`;
    return { ids: due, read: must(counted, 'count').read };
  });
  expect(ids).toHaveLength(BATCH);
  expect(ids).toEqual([...ids].sort());
  expect(read).toBeLessThanOrEqual(BATCH);
});
