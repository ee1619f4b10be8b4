import type { EventEmitter } from 'node:events';
import type { Scheduler } from './scheduler.ts';

/** What postgres.js takes for a socket. */
export interface Socket extends EventEmitter {
  write(chunk: Buffer): boolean;
  end(): void;
  destroy(): void;
}

/** Every row of every table, as JSON by table. */
export type Backup = Record<string, string>;

/** The database under a simulated server: PGlite in this process, or a real PostgreSQL. */
export interface Store {
  readonly name: 'memory' | 'postgres';
  /** As whom the server connects. */
  readonly appUrl: string;
  /** Whose macrotasks answers arrive in from now on. */
  join(scheduler: Scheduler): Promise<void>;
  /** A connection of the server's role. It dies with the owner that opened it. */
  socket(): Socket;
  /** Called after each transaction that wrote, before anybody else can read what it wrote. Only `memory` can. */
  onCommit: (() => Promise<void>) | undefined;
  /**
   * Runs as superuser, past every wall, while no transaction is open. With `since` it is one query that is asked again
   * and again, and `:since` in it is that number.
   */
  look(sql: string, since?: number): Promise<string | null>;
  /** True while no transaction is open. */
  readonly isFree: boolean;
  /** A life of the server has ended: what it had open is rolled back. */
  abandon(owner: string): Promise<void>;
  stop(): Promise<void>;
}

/** The tables that hold a world, in no order: keys between them are not checked while they are restored. */
const TABLES = `select coalesce(json_agg(tablename order by tablename), '[]')::text from pg_tables
  where schemaname = 'public' and tablename not in ('migrations', 'pgmigrations')`;

export async function backupOf(store: Store): Promise<Backup> {
  const tables = JSON.parse((await store.look(TABLES)) ?? '[]') as string[];
  const backup: Backup = {};
  for (const table of tables)
    backup[table] = (await store.look(`select coalesce(json_agg(t), '[]')::text from ${table} t`)) ?? '[]';
  return backup;
}

/** Puts a backup in the place of everything there is. Physically too: the same backup always gives the same database. */
export async function restore(store: Store, backup: Backup): Promise<void> {
  const filled = Object.entries(backup).filter(([, rows]) => rows !== '[]');
  const inserts = filled.map(
    ([table, rows]) =>
      `insert into ${table} select * from json_populate_recordset(null::${table}, '${rows.replaceAll("'", "''")}');`,
  );
  await store.look(
    `begin; set local session_replication_role = replica; truncate ${Object.keys(backup).join(', ')};
     ${inserts.join('\n')} commit;`,
  );
}
