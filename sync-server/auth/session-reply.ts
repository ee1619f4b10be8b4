import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { SessionReply } from '../../shared/protocol/auth.ts';
import type { Tx } from '../db/connect.ts';
import type { AppEnv } from '../http/context.ts';
import { keyedHash } from '../secret.ts';
import { repeatMark } from './mark.ts';
import { ENROLLED_MS, type RefreshToken } from './sessions.ts';
import { ACCESS_SECONDS, issueAccessToken } from './tokens.ts';

export type AuthKeys = { access: Buffer; refresh: Buffer; account: Buffer };

/** How a browser names an account without knowing more of it than it must; also the end of its cookie's name. */
export function accountOf(keys: AuthKeys, tenantId: string, personId: string): string {
  return keyedHash(keys.account, tenantId, personId).slice(0, 16);
}

export const cookieName = (account: string) => `wp_${account}`;

// Path: no other request carries it. Strict: no other site's page makes a browser send it.
const COOKIE = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/auth' } as const;

export function forgetCookie(c: Context, account: string): void {
  deleteCookie(c, cookieName(account), COOKIE);
}

export type Subject = Pick<SessionReply, 'person' | 'tenant'>;

/** The person and the tenant as a device sees them; undefined if there is no such active person. */
export async function subjectOf(tx: Tx, personId: string): Promise<Subject | undefined> {
  const [row] = await tx<(Subject['person'] & { tenantId: string; slug: string; tenantName: string })[]>`
    select p.id, p.name, p.email, p.role, t.tenant_id as "tenantId", t.slug, t.name as "tenantName"
    from people p join tenants t on t.tenant_id = p.tenant_id where p.id = ${personId} and p.active`;
  if (row === undefined) return undefined;
  const { id, name, email, role, tenantId, slug, tenantName } = row;
  return { person: { id, name, email, role }, tenant: { id: tenantId, slug, name: tenantName } };
}

/** Sets the cookie and answers with an access token. On a shared computer the cookie goes when the browser closes. */
export async function replyWithSession(
  c: Context<AppEnv>,
  keys: AuthKeys,
  given: { subject: Subject; token: RefreshToken; shared: boolean; nowMs: number },
): Promise<Response> {
  const { subject, token, shared, nowMs } = given;
  const account = accountOf(keys, subject.tenant.id, subject.person.id);
  setCookie(c, cookieName(account), token.text, {
    ...COOKIE,
    ...(!shared && { maxAge: ENROLLED_MS / 1000 }),
  });
  repeatMark(c, account);
  const { person, tenant } = subject;
  const claims = { sub: person.id, tid: tenant.id, sid: token.sessionId, role: person.role };
  const accessToken = await issueAccessToken(keys.access, claims, nowMs);
  const reply: SessionReply = { accessToken, expiresInSeconds: ACCESS_SECONDS, account, person, tenant };
  return c.json(reply);
}
