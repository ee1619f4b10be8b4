import { randomUUID } from 'node:crypto';
import { connect, type Sql } from '../../db/connect.ts';
import { inTenant } from '../../db/tenant.ts';
import { type TestDatabase, testDatabase } from '../../db/testing/database.ts';
import { readEnv } from '../../env.ts';
import { type RunningServer, startServer } from '../../server.ts';
import { provisionTenant } from '../../tenants/provision.ts';
import { hashPassword } from '../passwords.ts';

export const PASSWORD = 'correct horse battery staple';
export const SECRET = 'a secret of thirty-two characters, or more';

/** A desk "acme" with Ana (agent) and Uma (requester), its database, and servers started on it over real HTTP. */
export type Desk = {
  tenantId: string;
  anaId: string;
  umaId: string;
  database: TestDatabase;
  sql: Sql;
  /** What every server of this desk takes for the time. */
  clock: { nowMs: number };
  serve(settings?: Record<string, string>): Promise<RunningServer>;
  stop(): Promise<void>;
};

export async function openDesk(options: { demo?: boolean } = {}): Promise<Desk> {
  const database = await testDatabase();
  const sql = connect(database.appUrl, { max: 2 });
  const [tenantId, anaId, umaId, teamId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const passwordHash = await hashPassword(PASSWORD);
  const clock = { nowMs: Date.now() };
  const people = [
    { id: anaId, name: 'Ana', email: 'ana@acme.test', role: 'agent' as const, passwordHash },
    { id: umaId, name: 'Uma', email: 'uma@acme.test', role: 'user' as const, passwordHash },
  ];
  const lists = { teams: [{ id: teamId, name: 'Field' }], memberships: [{ teamId, personId: anaId }] };
  const acme = { id: tenantId, slug: 'acme', name: 'Acme', demo: options.demo ?? false, people, ...lists };
  await inTenant(sql, tenantId, (tx) => provisionTenant(tx, acme, clock.nowMs));
  const servers: RunningServer[] = [];
  return {
    tenantId,
    anaId,
    umaId,
    database,
    sql,
    clock,
    async serve(settings = {}) {
      const env = readEnv({ PORT: '0', WAYPOST_SECRET: SECRET, LOG_LEVEL: 'silent', DEMO: '0', ...settings });
      const server = await startServer({ env, appUrl: database.appUrl, now: () => clock.nowMs });
      servers.push(server);
      return server;
    },
    async stop() {
      for (const server of servers) await server.stop();
      await sql.end();
      await database.stop();
    },
  };
}

export type Reply = { status: number; body: any; cookie: string | undefined; headers: Headers };

/** One request over the socket. `cookie` is the whole `name=value` of the last reply. */
export async function ask(
  server: RunningServer,
  path: string,
  given: { body?: unknown; cookie?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: given.body === undefined ? 'GET' : 'POST',
    headers: {
      ...(given.body !== undefined && { 'content-type': 'application/json' }),
      ...(given.cookie !== undefined && { cookie: given.cookie }),
      ...given.headers,
    },
    ...(given.body !== undefined && { body: JSON.stringify(given.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
    cookie: response.headers.getSetCookie()[0]?.split(';')[0],
  };
}

export function signIn(
  server: RunningServer,
  given: Record<string, unknown> = {},
  headers = {},
): Promise<Reply> {
  const body = { tenant: 'acme', email: 'ana@acme.test', password: PASSWORD, ...given };
  return ask(server, '/auth/sign-in', { body, headers });
}
