import type { Context } from 'hono';
import { Hono } from 'hono';
import { type DemoReply, demoSignInRequestSchema } from '../../shared/protocol/auth.ts';
import type { Sql } from '../db/connect.ts';
import { writeAccess } from '../db/sync/log.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import { type AppEnv, socketAddress } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import type { Parts } from '../parts.ts';
import { type AuthKeys, replyWithSession, subjectOf } from './session-reply.ts';
import { signing } from './signing.ts';
import { openSession } from './sessions.ts';

const FORWARDING_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

type DemoTenant = { id: string; slug: string; name: string };

/** Sign-in without a password, for whoever sits at this machine and only for tenants made for showing. */
export function demoRoutes(parts: Parts, keys: AuthKeys): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use('*', async (c, next) => {
    // Behind a proxy every socket is a loopback one: a server that people reach by another name has no open door.
    const exposed = parts.env.trustProxy || parts.env.publicOrigin !== undefined;
    if (!parts.env.demo || exposed || !isThisMachine(c)) throw demoOff();
    await next();
  });
  routes.get('/', async (c) => {
    const reply: DemoReply = { tenants: [] };
    for (const { id, slug, name } of await demoTenants(parts.sql)) {
      reply.tenants.push({ slug, name, people: await peopleOf(parts.sql, id) });
    }
    return c.json(reply);
  });
  routes.post('/', async (c) => {
    const { tenant: slug, personId } = await readJson(c, demoSignInRequestSchema);
    const tenant = (await demoTenants(parts.sql)).find((demo) => demo.slug === slug);
    if (tenant === undefined) throw demoOff();
    const nowMs = parts.now();
    const opened = await inTenant(parts.sql, tenant.id, async (tx) => {
      const subject = await subjectOf(tx, personId);
      if (subject === undefined) throw demoOff();
      const session = { tenantId: tenant.id, personId, shared: false, userAgent: c.req.header('user-agent') };
      const token = await openSession(tx, keys.refresh, session, nowMs);
      await writeAccess(tx, tenant.id, signing('sign-in', personId), nowMs);
      return { subject, token };
    });
    return replyWithSession(c, keys, { ...opened, shared: false, nowMs });
  });
  return routes;
}

function demoOff(): CodedError {
  return new CodedError('demo-off', 404, 'There is no demo here.');
}

/**
 * Whether the browser runs on this very machine: a loopback socket, no proxy in between, and a name that only means
 * loopback (any other name could be pointed here by a hostile site).
 */
function isThisMachine(c: Context<AppEnv>): boolean {
  const address = socketAddress(c).replace(/^::ffff:/, '');
  const host = (c.req.header('host') ?? '').toLowerCase().replace(/:\d+$/, '');
  return (
    (address === '::1' || address.startsWith('127.')) &&
    (['localhost', '127.0.0.1', '[::1]'].includes(host) || host.endsWith('.localhost')) &&
    FORWARDING_HEADERS.every((name) => c.req.header(name) === undefined)
  );
}

async function demoTenants(sql: Sql): Promise<DemoTenant[]> {
  return sql<DemoTenant[]>`select tenant_id as id, slug, name from list_tenants() where demo`;
}

function peopleOf(sql: Sql, tenantId: string): Promise<DemoReply['tenants'][number]['people']> {
  return inTenant(
    sql,
    tenantId,
    (tx) => tx<DemoReply['tenants'][number]['people']>`
      select p.id, p.name, p.email, p.role,
        coalesce(
          (select json_agg(t.name order by t.name) from memberships m
           join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id
           where m.tenant_id = p.tenant_id and m.person_id = p.id and not m.removed and not t.archived),
          '[]') as teams
      from people p where p.active order by p.role, p.name`,
  );
}
