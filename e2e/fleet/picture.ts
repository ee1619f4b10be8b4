import { expect } from 'vitest';
import type { Sql } from '../../sync-server/db/connect.ts';
import type { Json } from './raw-client.ts';

const tablesThatStay = [
  'tickets', 'messages', 'events', 'ticket_tags', 'field_values', 'tags', 'categories', 'people', 'teams', 'feed',
  'conflicts', 'audit where refused is null',
]; // prettier-ignore

/** Counts and contents of everything a refused change must leave alone, in every tenant. */
export async function picture(sql: Sql): Promise<Json> {
  const tables: Json = {};
  for (const table of tablesThatStay) {
    const [row] = await sql.unsafe(
      `select count(*)::int as n, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from (select * from ${table}) t`,
    );
    tables[table] = `${row?.['n']} ${row?.['hash']}`;
  }
  return tables;
}

/** Does something that must change nothing, but for so many attempts that are logged as refused. */
export async function unchangedBy<T>(sql: Sql, work: () => Promise<T>, attempts = 0): Promise<T> {
  const before = await picture(sql);
  const logged = await refusedAttempts(sql);
  const answer = await work();
  expect(await picture(sql), 'nothing has changed').toEqual(before);
  expect((await refusedAttempts(sql)) - logged, 'refused attempts are logged').toBe(attempts);
  return answer;
}

async function refusedAttempts(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from audit where refused is not null`;
  return row?.n ?? 0;
}
