import { connect, type Sql } from '../connect.ts';
import type { EmbeddedState } from './state.ts';

/**
 * The two roles and the database, if they are missing: `waypost_owner` owns the database and may not step around
 * row-level security, `waypost_app` owns nothing. Repeatable, as an earlier start may have been cut short anywhere.
 */
export async function ensureRoles(superUrl: string, state: EmbeddedState): Promise<void> {
  const sql = connect(superUrl, { max: 1 });
  try {
    await ensureRole(sql, 'waypost_owner', state.ownerPassword);
    await ensureRole(sql, 'waypost_app', state.appPassword);
    const found = await sql`select 1 from pg_database where datname = 'waypost'`;
    if (found.length === 0) await sql.unsafe('create database waypost owner waypost_owner');
    await sql.unsafe(
      'revoke all on database waypost from public; grant connect on database waypost to waypost_app',
    );
  } finally {
    await sql.end();
  }
}

async function ensureRole(sql: Sql, name: string, password: string): Promise<void> {
  const found = await sql`select 1 from pg_roles where rolname = ${name}`;
  const verb = found.length === 0 ? 'create' : 'alter';
  // A utility statement takes no parameters; the password is base64url of our own making.
  if (!/^[\w-]+$/.test(password)) throw new Error('an embedded password is not base64url');
  await sql.unsafe(
    `${verb} role ${name} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password '${password}'`,
  );
}
