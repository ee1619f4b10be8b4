import type { Context, MiddlewareHandler } from 'hono';
import type { Role } from '../../shared/model/directory.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { deriveKey } from '../secret.ts';
import { type Claims, verifyAccessToken } from './tokens.ts';

/** Who asks, as the database knows them now: never as a body or the token's hints say. */
export type Actor = { tenantId: string; personId: string; role: Role; sessionId: string };

/** For so long a session that was found good is not looked up again; a revocation takes effect within it. */
const TRUSTED_MS = 5_000;
const TRUSTED_MAX = 10_000;

/**
 * Lets a request pass with a good access token (`Authorization: Bearer …`) of a session that still stands, and sets
 * its actor.
 *
 * 401 `token-missing` and `token-invalid`: sign in. `token-expired`: refresh. `session-revoked`: access was taken
 * away; the device gets nothing more, and keeps what it has, as long as nothing takes over what it has not sent.
 */
export function requireActor(parts: Pick<Parts, 'sql' | 'secret' | 'now'>): MiddlewareHandler<AppEnv> {
  const key = deriveKey(parts.secret, 'access-token');
  const trusted = new Map<string, { actor: Actor; until: number }>();
  return async (c, next) => {
    const claims = await verifyAccessToken(key, bearerOf(c), parts.now());
    const known = trusted.get(claims.sid);
    if (known !== undefined && known.until > parts.now() && isOf(known.actor, claims)) {
      c.set('actor', known.actor);
    } else {
      const { actor, expiresAt } = await currentActor(parts, claims);
      if (trusted.size >= TRUSTED_MAX) trusted.clear();
      trusted.set(claims.sid, { actor, until: Math.min(parts.now() + TRUSTED_MS, expiresAt) });
      c.set('actor', actor);
    }
    await next();
  };
}

const isOf = (actor: Actor, claims: Claims): boolean =>
  actor.personId === claims.sub && actor.tenantId === claims.tid;

/** The actor of a request behind `requireActor`. */
export function actorOf(c: Context<AppEnv>): Actor {
  return c.get('actor');
}

function bearerOf(c: Context<AppEnv>): string {
  const match = /^Bearer +([\w.~+/=-]+)$/i.exec(c.req.header('authorization') ?? '');
  if (match?.[1] === undefined) throw new CodedError('token-missing', 401, 'This needs an access token.');
  return match[1];
}

async function currentActor(
  parts: Pick<Parts, 'sql' | 'now'>,
  claims: Claims,
): Promise<{ actor: Actor; expiresAt: number }> {
  const [row] = await inTenant(
    parts.sql,
    claims.tid,
    (tx) => tx<{ role: Role; active: boolean; revokedAt: number | null; expiresAt: number }[]>`
      select p.role, p.active, s.revoked_at as "revokedAt", s.expires_at as "expiresAt"
      from sessions s join people p on p.tenant_id = s.tenant_id and p.id = s.person_id
      where s.id = ${claims.sid} and s.person_id = ${claims.sub}`,
  );
  // An ended session is no revocation: the device asks for a refresh, learns that it must sign in, and keeps its work.
  if (row === undefined || (row.expiresAt <= parts.now() && row.revokedAt === null && row.active)) {
    throw new CodedError('token-expired', 401, 'This session has ended.');
  }
  if (row.revokedAt !== null || !row.active) throw revoked();
  const actor = { tenantId: claims.tid, personId: claims.sub, role: row.role, sessionId: claims.sid };
  return { actor, expiresAt: row.expiresAt };
}

/** Told apart from a session that has ended: whoever signs in here is let in no more. */
export function revoked(): CodedError {
  return new CodedError('session-revoked', 401, 'Access from this device was revoked.');
}
