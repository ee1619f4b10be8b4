import { codeOf } from '../cannot-start.ts';
import type { Sql } from './connect.ts';

/** Which life the database says it lives, and where it is found to be (SPEC I2). */
export interface Life {
  id: string;
  /** Where this life began: cluster, timeline, database and table; null where no server has looked yet. */
  began: string | null;
  /** The same, as it is now. A copy, a restored dump, a promoted standby is at another place. */
  place: string;
  /** Lives before this one. */
  earlier: readonly string[];
  /** How far its log is on disk, in bytes: at one place it only ever grows. */
  position: number;
}

/** This PostgreSQL does not tell where it is: functions that a hosting provider took away, a standby. */
const SILENT_CODES = ['42501', '42883', '0A000', '55000'];

/** Undefined where this PostgreSQL does not tell. */
export async function readLife(sql: Sql): Promise<Life | undefined> {
  return await unlessSilent(async () => {
    const [row] = await sql<Life[]>`
      select id, place as began, coalesce(earlier, '{}') as earlier,
        concat_ws('/', (select system_identifier from pg_control_system()),
          left(pg_walfile_name(pg_current_wal_flush_lsn()), 8),
          (select oid from pg_database where datname = current_database()), tableoid) as place,
        (pg_current_wal_flush_lsn() - '0/0')::float8 as position
      from incarnation`;
    return row;
  });
}

/** How far the log is, before anything of ours was looked for; undefined where this PostgreSQL does not tell. */
export async function readPosition(sql: Sql): Promise<number | undefined> {
  return await unlessSilent(async () => {
    const [row] = await sql<{ position: number }[]>`
      select (pg_current_wal_flush_lsn() - '0/0')::float8 as position`;
    return row?.position;
  });
}

/** Notes where the database is; with `ended`, begins a new life unless another server was faster. Answers the present one. */
export async function noteLife(sql: Sql, place: string, ended: string | null): Promise<string> {
  const [row] = await sql<{ id: string }[]>`select note_life(${place}, ${ended}) as id`;
  if (!row) throw new Error('bug: the database has no incarnation');
  return row.id;
}

async function unlessSilent<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (SILENT_CODES.includes(codeOf(error))) return undefined;
    throw error;
  }
}
