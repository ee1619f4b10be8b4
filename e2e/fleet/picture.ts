import { expect } from 'vitest';
import type { Sql } from '../../sync-server/db/connect.ts';
import type { Json } from './raw-client.ts';

const tablesThatStay = [
  'tickets', 'messages', 'events', 'ticket_tags', 'field_values', 'tags', 'categories', 'people', 'teams', 'audit',
  'feed', 'conflicts',
]; // prettier-ignore

/** Counts and contents of everything a refused change must leave alone, in every tenant. */
export async function picture(sql: Sql): Promise<Json> {
  const tables: Json = {};
  for (const table of tablesThatStay) {
    const [row] = await sql.unsafe(
      `select count(*)::int as n, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${table} t`,
    );
    tables[table] = `${row?.['n']} ${row?.['hash']}`;
  }
  return tables;
}

/** Does something that must change nothing. */
export async function unchangedBy<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  const before = await picture(sql);
  const answer = await work();
  expect(await picture(sql), 'nothing has changed').toEqual(before);
  return answer;
}
