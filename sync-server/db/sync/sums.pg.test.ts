import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Hash64 } from '../../../shared/lib/hash64.ts';
import type { ScopeKey } from '../../../shared/rules/scopes.ts';
import { connect, type Sql } from '../connect.ts';
import { inTenant } from '../tenant.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { readSum } from './sums.ts';

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

/** A hash as PostgreSQL writes a bigint. */
const signed = ({ hi, lo }: Hash64): string =>
  BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0)).toString();

test('the device hashes as PostgreSQL does (C1)', async () => {
  const value = fc.record({
    seed: fc.nat(0x7fffffff),
    id: fc.uuid(),
    text: fc.string({ unit: 'binary-ascii', maxLength: 40 }).filter((text) => !text.includes('\0')),
    int: fc.integer(),
  });
  const values = [
    ...fc.sample(value, { numRuns: 300, seed: 7 }),
    { seed: 0, id: randomUUID(), text: '', int: 0 },
    ...Array.from({ length: 26 }, (_, i) => ({ seed: 1, id: randomUUID(), text: 'x'.repeat(i), int: -i })),
  ];
  const rows = await sql<{ uuid: string; text: string; int: string; all: string }[]>`
    select uuid_hash_extended(id, seed)::text as uuid, hashtextextended(text, seed)::text as text,
      hashint4extended("int", seed)::text as int,
      hashint4extended("int", hashtextextended(text, uuid_hash_extended(id, seed)))::text as all
    from json_to_recordset(${JSON.stringify(values)}::text::json) as x(seed bigint, id uuid, text text, "int" int)`;
  expect([...rows]).toEqual(
    values.map(({ seed, id, text, int }) => ({
      uuid: signed(new Hash64(seed).uuid(id)),
      text: signed(new Hash64(seed).text(text)),
      int: signed(new Hash64(seed).int4(int)),
      all: signed(new Hash64(seed).uuid(id).text(text).int4(int)),
    })),
  );
});

test('every scope there is can be summed, one that is to come is not (C1)', async () => {
  const id = randomUUID();
  const keys = ['tenant', 'portal', 'desk', `team:${id}`, `requester:${id}`, `me:${id}`] as const;
  await inTenant(sql, id, async (tx) => {
    for (const key of keys) expect(await readSum(tx, key, 1)).toBe(`0:${'0'.repeat(16)}`);
    expect(await readSum(tx, 'admin' as ScopeKey, 1)).toBeNull();
  });
});
