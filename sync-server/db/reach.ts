import { CannotStart, codeOf } from '../cannot-start.ts';
import { connect, isAwayCode } from './connect.ts';

/**
 * Tries a configured database once.
 *
 * @param variable the environment variable the URL came from, for the sentence
 * @throws {CannotStart} when it cannot be reached or does not let this role in; never with the URL's password
 */
export async function assertReachable(url: string, variable: string): Promise<void> {
  const { host, username, pathname } = new URL(url);
  const sql = connect(url, { max: 1, connectSeconds: 5 });
  try {
    await sql`select 1`;
  } catch (error) {
    const code = codeOf(error);
    if (code.startsWith('28')) {
      throw new CannotStart(
        `${variable}: the database at ${host} refuses the role "${username}" or its password.`,
      );
    }
    if (code === '3D000')
      throw new CannotStart(`${variable}: there is no database "${pathname.slice(1)}" at ${host}.`);
    if (isAwayCode(code))
      throw new CannotStart(`${variable}: no PostgreSQL can be reached at ${host} (${code}).`);
    throw new CannotStart(
      `${variable}: the database at ${host} does not let Waypost in (${code || String(error)}).`,
    );
  } finally {
    await sql.end({ timeout: 0 });
  }
}
