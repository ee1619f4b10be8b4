import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import {
  refreshRequestSchema,
  signInRequestSchema,
  signOutRequestSchema,
  type TenantReply,
} from '../../shared/protocol/auth.ts';
import type { Sql } from '../db/connect.ts';
import { writeAccess, writeFailedSignIn } from '../db/sync/log.ts';
import { retireReplica } from '../db/sync/prune.ts';
import { inTenant } from '../db/tenant.ts';
import type { Env } from '../env.ts';
import { CodedError } from '../errors.ts';
import { type AppEnv, clientAddress, hostName } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import type { Parts } from '../parts.ts';
import { deriveKey } from '../secret.ts';
import { revoked } from './actor.ts';
import { limitTries } from './attempts.ts';
import { demoRoutes } from './demo.ts';
import { forgetMark } from './mark.ts';
import { verifyPassword } from './passwords.ts';
import {
  accountOf,
  type AuthKeys,
  cookieName,
  forgetCookie,
  replyWithSession,
  subjectOf,
} from './session-reply.ts';
import { signing } from './signing.ts';
import {
  endSession,
  openSession,
  personOf,
  readRefreshToken,
  type RefreshToken,
  rotateSession,
} from './sessions.ts';

/** Everything under /auth. Bodies and replies: `shared/protocol/auth.ts`. */
export function authRoutes(parts: Parts): Hono<AppEnv> {
  const keys: AuthKeys = {
    access: deriveKey(parts.secret, 'access-token'),
    refresh: deriveKey(parts.secret, 'refresh-token'),
    account: deriveKey(parts.secret, 'account'),
  };
  const routes = new Hono<AppEnv>();
  addSignIn(routes, parts, keys);
  addRefresh(routes, parts, keys);
  addSignOut(routes, parts, keys);
  routes.get('/tenant', async (c) => {
    const tenant = await findTenant(parts.sql, slugOf(hostName(c, parts.env), parts.env));
    if (tenant === undefined) throw new CodedError('no-tenant', 404, 'No desk has this address.');
    const reply: TenantReply = { slug: tenant.slug, name: tenant.name };
    return c.json(reply);
  });
  routes.route('/demo', demoRoutes(parts, keys));
  return routes;
}

/**
 * POST /sign-in. One answer for "no such desk", "no such account", "wrong password" and "deactivated", after the
 * same work: it must not tell which addresses have an account.
 */
function addSignIn(routes: Hono<AppEnv>, parts: Parts, keys: AuthKeys): void {
  const withinLimits = limitTries(parts.sql, deriveKey(parts.secret, 'sign-in-tries'));
  routes.post('/sign-in', async (c) => {
    const { tenant: slug, email, password, shared = false } = await readJson(c, signInRequestSchema);
    const asked = { tenant: slug, email, address: clientAddress(c, parts.env) };
    const found = await withinLimits(asked, async () => {
      const identity = await findIdentity(parts.sql, slug, email);
      const right = await verifyPassword(identity?.passwordHash, password);
      if (right && identity?.active) return identity;
      if (identity) noteFailed(parts, identity);
      return undefined;
    });
    if (found === undefined) throw wrongCredentials();
    const nowMs = parts.now();
    const { tenantId, personId } = found;
    const opened = await inTenant(parts.sql, tenantId, async (tx) => {
      const subject = await subjectOf(tx, personId);
      if (subject === undefined) throw wrongCredentials(); // deactivated a moment ago
      const session = { tenantId, personId, shared, userAgent: c.req.header('user-agent') };
      const token = await openSession(tx, keys.refresh, session, nowMs);
      await writeAccess(tx, tenantId, signing('sign-in', personId), nowMs);
      return { subject, token };
    });
    parts.log.info({ tenant: parts.veil(tenantId), person: parts.veil(personId) }, 'signed in');
    return replyWithSession(c, keys, { ...opened, shared, nowMs });
  });
}

/** Nobody waits for it: how long the answer takes must not tell that there is such an account. Nothing typed is in it. */
function noteFailed({ sql, log, now }: Parts, { tenantId, personId }: Identity): void {
  inTenant(sql, tenantId, (tx) => writeFailedSignIn(tx, tenantId, personId, now())).catch((error: unknown) =>
    log.error({ err: error }, 'a failed sign-in was not logged'),
  );
}

function wrongCredentials(): CodedError {
  return new CodedError('wrong-credentials', 401, 'The email address or the password is wrong.');
}

/** `active`: whether its person is still here; who is not is answered as everybody who is not let in, and logged. */
type Identity = { tenantId: string; personId: string; passwordHash: string; active: boolean };

async function findIdentity(sql: Sql, slug: string, email: string): Promise<Identity | undefined> {
  const tenant = await findTenant(sql, slug);
  if (tenant === undefined) return undefined;
  const [row] = await inTenant(
    sql,
    tenant.id,
    (tx) => tx<Omit<Identity, 'tenantId'>[]>`
      select i.person_id as "personId", i.password_hash as "passwordHash", p.active
      from identities i join people p on p.tenant_id = i.tenant_id and p.id = i.person_id
      where i.issuer = 'waypost' and i.subject = ${email} and i.password_hash is not null`,
  );
  return row && { tenantId: tenant.id, ...row };
}

async function findTenant(
  sql: Sql,
  slug: string | undefined,
): Promise<{ id: string; slug: string; name: string } | undefined> {
  if (slug === undefined) return undefined;
  const [tenant] = await sql<{ id: string; slug: string; name: string }[]>`
    select tenant_id as id, slug, name from find_tenant(${slug})`;
  return tenant;
}

/** The desk a host names: `acme.localhost`, `acme.<public host>`, or the first of three labels or more. */
function slugOf(host: string, env: Pick<Env, 'publicOrigin'>): string | undefined {
  const publicHost = env.publicOrigin === undefined ? undefined : new URL(env.publicOrigin).hostname;
  if (host === publicHost || /^[\d.]+$/.test(host) || host.startsWith('[')) return undefined;
  const bases = ['localhost', ...(publicHost === undefined ? [] : [publicHost])];
  const base = bases.find((name) => host.endsWith(`.${name}`));
  const labels = (base === undefined ? host : host.slice(0, -base.length - 1)).split('.');
  const named = base === undefined ? labels.length >= 3 : labels.length === 1;
  return named ? labels[0] : undefined;
}

/** POST /refresh: see `rotateSession`. Replies beyond the new tokens: 401 with what the device is to do. */
function addRefresh(routes: Hono<AppEnv>, parts: Parts, keys: AuthKeys): void {
  routes.post('/refresh', async (c) => {
    const { account, attempt } = await readJson(c, refreshRequestSchema);
    const presented = presentedToken(keys, getCookie(c, cookieName(account)));
    const nowMs = parts.now();
    const answer = await inTenant(parts.sql, presented.tenantId, async (tx) => {
      const rotation = await rotateSession(tx, keys.refresh, presented, attempt, nowMs);
      if (rotation.kind !== 'rotated') return rotation;
      if (accountOf(keys, presented.tenantId, rotation.personId) !== account) throw sessionMissing();
      return { ...rotation, subject: await subjectOf(tx, rotation.personId) };
    });
    if (answer.kind === 'reused') {
      parts.log.warn({ tenant: parts.veil(presented.tenantId) }, 'a superseded refresh token was used');
    }
    if (answer.kind === 'revoked') throw revoked();
    if (answer.kind !== 'rotated' || answer.subject === undefined)
      throw sessionEnded(answer.kind === 'reused');
    const { subject, token, shared } = answer;
    return replyWithSession(c, keys, { subject, token, shared, nowMs });
  });
}

function presentedToken(keys: AuthKeys, cookie: string | undefined): RefreshToken {
  const token = cookie === undefined ? undefined : readRefreshToken(keys.refresh, cookie);
  if (token === undefined) throw sessionMissing();
  return token;
}

function sessionMissing(): CodedError {
  return new CodedError('session-missing', 401, 'This browser is not signed in to that account.');
}

function sessionEnded(reused: boolean): CodedError {
  return reused
    ? new CodedError('session-reused', 401, 'This sign-in was used in two places. Sign in again.')
    : new CodedError('session-ended', 401, 'This sign-in has ended. Sign in again.');
}

/**
 * POST /sign-out. Says yes to whoever asks: a browser that is not signed in is signed out. The device whose data it removed
 * is retired, if it is that person's: it is not said to hold anything any more. A copy of it goes on as another (SPEC E2).
 */
function addSignOut(routes: Hono<AppEnv>, parts: Parts, keys: AuthKeys): void {
  routes.post('/sign-out', async (c) => {
    const { account, replica } = await readJson(c, signOutRequestSchema);
    const cookie = getCookie(c, cookieName(account));
    const token = cookie === undefined ? undefined : readRefreshToken(keys.refresh, cookie);
    if (token !== undefined) {
      const nowMs = parts.now();
      await inTenant(parts.sql, token.tenantId, async (tx) => {
        const personId = await endSession(tx, token.sessionId, nowMs);
        if (personId) await writeAccess(tx, token.tenantId, signing('sign-out', personId), nowMs);
        // Also where the session had run out before: whose it was its token proves all the same.
        const owner = replica && (await personOf(tx, token.sessionId));
        if (owner) await retireReplica(tx, { id: replica, personId: owner }, nowMs);
      });
    }
    forgetCookie(c, account);
    forgetMark(c, account);
    return c.json({});
  });
}
