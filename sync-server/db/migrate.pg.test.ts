import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, inject, expect, test } from 'vitest';
import { connect, type Sql } from './connect.ts';
import { migrate, type MigrationWait } from './migrate.ts';
import { sqlState } from './retry.ts';
import { onDatabase, testDatabase } from './testing/database.ts';

/** An empty database, before any migration. */
async function withEmptyDatabase(use: (ownerUrl: string, appUrl: string) => Promise<void>): Promise<void> {
  const { superUrl, ownerUrl, appUrl } = inject('cluster');
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const sql = connect(superUrl, { max: 1 });
  try {
    await sql.unsafe(`create database ${name} owner waypost_owner`);
    await use(onDatabase(ownerUrl, name), onDatabase(appUrl, name));
  } finally {
    await sql.unsafe(`drop database ${name} with (force)`);
    await sql.end();
  }
}

test('a second run changes nothing', async () => {
  await withEmptyDatabase(async (ownerUrl, appUrl) => {
    expect(await migrate(ownerUrl, appUrl)).toContain('0001_base');
    expect(await migrate(ownerUrl, appUrl)).toEqual([]);
  });
});

test('servers that start at once wait for each other', async () => {
  await withEmptyDatabase(async (ownerUrl, appUrl) => {
    const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(ownerUrl, appUrl)));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
  });
});

describe('a migration that meets a server at work', () => {
  interface Meeting {
    /** Runs the migrations there are, and one more. */
    run: (text: string) => Promise<{ ran: string[] | string; waits: MigrationWait[] }>;
    /** The server at work, on one connection. */
    busy: Sql;
    look: Sql;
    name: string;
  }

  /** As the owner's sessions are told for this database alone. */
  async function meet(settings: readonly string[], use: (meeting: Meeting) => Promise<void>): Promise<void> {
    const database = await testDatabase();
    const { name, ownerUrl, appUrl, superUrl } = database;
    const dir = await mkdtemp(join(tmpdir(), 'waypost-migrations-'));
    const [busy, look] = [connect(superUrl, { max: 1 }), connect(superUrl, { max: 1 })];
    try {
      for (const setting of settings) await look.unsafe(`alter role waypost_owner in database ${name} set ${setting}`);
      await cp(join(import.meta.dirname, 'migrations'), dir, { recursive: true });
      const run: Meeting['run'] = async (text) => {
        await writeFile(join(dir, '9000_one_more.sql'), `-- Up Migration\n${text}`);
        const waits: MigrationWait[] = [];
        const options = { dir, firstWaitMs: 10, onWait: (wait: MigrationWait) => void waits.push(wait) };
        const ran = await migrate(ownerUrl, appUrl, options).catch((error: unknown) => sqlState(error) ?? 'no code');
        return { ran, waits };
      };
      await use({ run, busy, look, name });
    } finally {
      await Promise.all([busy.end(), look.end()]);
      await rm(dir, { recursive: true });
      await database.stop();
    }
  } // prettier-ignore

  test('in the other order: the deadlock undoes all of it, and it goes through when that is done', async () => {
    // It is the migration that looks first whether it waits in a circle.
    await meet([`deadlock_timeout = '1500ms'`], async ({ run, busy, look, name }) => {
      let migrated: ReturnType<Meeting['run']> | undefined;
      await busy.begin(async (tx) => {
        await tx`set local deadlock_timeout = '60s'`;
        await tx`lock table tickets in access exclusive mode`;
        migrated = run(`create table half (tenant_id uuid primary key); drop table half;
          alter table messages add column met int; alter table tickets add column met int;`);
        const waiting = () => look`
          select 1 from pg_locks l join pg_database d on d.oid = l.database
          where d.datname = ${name} and l.relation = 'tickets'::regclass and not l.granted`;
        await expect.poll(async () => (await waiting()).length, { timeout: 20_000, interval: 20 }).toBe(1);
        // The migration holds this one, and is thrown out of it.
        await tx`select count(*) from messages`;
      });
      const { ran, waits } = await migrated!;
      expect(waits).toEqual([{ code: '40P01', tries: 1, waitMs: 10 }]);
      expect(ran).toEqual(['9000_one_more']);
      expect(await look`select 1 from information_schema.columns where column_name = 'met'`).toHaveLength(2);
    });
  });

  test('for longer than a lock is waited for: it is tried five times, waiting ever longer, and then fails', async () => {
    await meet([`lock_timeout = '100ms'`], async ({ run, busy, look }) => {
      await busy.begin(async (tx) => {
        await tx`lock table tickets in access exclusive mode`;
        const { ran, waits } = await run('alter table messages add column met int; alter table tickets add column met int;');
        expect(ran).toBe('55P03');
        expect(waits.map(({ code, waitMs }) => [code, waitMs])).toEqual([10, 20, 40, 80].map((ms) => ['55P03', ms]));
      });
      expect(await look`select 1 from information_schema.columns where column_name = 'met'`).toHaveLength(0);
    });
  }); // prettier-ignore

  test('and fails for a reason of its own fails at once', async () => {
    await meet([], async ({ run }) => {
      expect(await run('select 1 / 0;')).toEqual({ ran: '22012', waits: [] });
      expect(await run('alter table nothing add column met int;')).toEqual({ ran: '42P01', waits: [] });
    });
  });
});
