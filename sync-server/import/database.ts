import { CannotStart } from '../cannot-start.ts';
import { assertRole } from '../db/assert-role.ts';
import { connect, type Sql } from '../db/connect.ts';
import { openEmbedded } from '../db/embedded/start.ts';
import { readState } from '../db/embedded/state.ts';
import { migrate } from '../db/migrate.ts';
import { assertReachable } from '../db/reach.ts';
import type { Env } from '../env.ts';

export type OpenDatabase = { sql: Sql; close: () => Promise<void> };

/**
 * The database the server works with: the one the environment names, else the embedded one, started for as long as
 * this takes where no server has it running.
 *
 * @throws {CannotStart} when there is none, or it cannot be used
 */
export async function openDatabase(env: Env): Promise<OpenDatabase> {
  const { databaseUrl } = env;
  const { appUrl, stop } = databaseUrl === undefined ? await embedded(env.dataDir) : await named(databaseUrl);
  const sql = connect(appUrl, { max: 2, name: 'waypost import' });
  const close = async () => {
    await sql.end({ timeout: 5 });
    await stop();
  };
  try {
    await assertRole(sql);
    return { sql, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function named(url: string) {
  await assertReachable(url, 'DATABASE_URL');
  return { appUrl: url, stop: async () => {} };
}

async function embedded(folder: string) {
  if ((await readState(folder)) === undefined) {
    throw new CannotStart(
      `There is no Waypost data in ${folder}; start the server once, or set DATA_DIR to its folder.`,
    );
  }
  const { ownerUrl, appUrl, stop } = await openEmbedded(folder);
  try {
    await migrate(ownerUrl, appUrl);
    return { appUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
