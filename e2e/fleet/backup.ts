import type { Sql } from '../../sync-server/db/connect.ts';

/** Copies every table away, and brings all of it back: what a backup and its restoring do. */
export interface Backup {
  take(): Promise<void>;
  restore(how: { incarnation: boolean }): Promise<void>;
}

/** `sql`: the superuser's connection. */
export function backupOf(sql: Sql): Backup {
  const tables = async (): Promise<string[]> => {
    const rows = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'pgmigrations%'`;
    return rows.map((row) => row.name);
  };
  return {
    async take() {
      await sql.unsafe('drop schema if exists kept cascade; create schema kept');
      for (const table of await tables())
        await sql.unsafe(`create table kept.${table} as table public.${table}`);
    },
    async restore({ incarnation }) {
      const restored = [`set session_replication_role = replica`];
      for (const table of await tables()) {
        // Sessions stay: signing in again is not what is tried here.
        if (table === 'sessions' || table === 'incarnation') continue;
        restored.push(
          `delete from public.${table}`,
          `insert into public.${table} select * from kept.${table}`,
        );
      }
      if (incarnation) restored.push('update public.incarnation set id = gen_random_uuid()');
      restored.push('set session_replication_role = origin');
      await sql.begin(async (tx) => {
        for (const statement of restored) await tx.unsafe(statement);
      });
    },
  };
}
