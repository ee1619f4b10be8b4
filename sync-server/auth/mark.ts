import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { HERE_COOKIE, isBirth, MARK_SECONDS, markCookie } from '../../shared/protocol/mark.ts';
import type { AppEnv } from '../http/context.ts';

// For the page to read, which is all it is for. Strict: no other site's page makes a browser send it.
const COOKIE = { secure: true, sameSite: 'Strict', path: '/' } as const;

/** Says an account's mark again as the page has set it, so that it is the server's and is kept for long (SPEC D8). */
export function repeatMark(c: Context<AppEnv>, account: string): void {
  const kept = { ...COOKIE, maxAge: MARK_SECONDS };
  const birth = getCookie(c, markCookie(account));
  if (birth !== undefined && isBirth(birth)) setCookie(c, markCookie(account), birth, kept);
  if (getCookie(c, HERE_COOKIE) === account) setCookie(c, HERE_COOKIE, account, kept);
}

/** Who signs out has nothing here any more that could be missed. */
export function forgetMark(c: Context<AppEnv>, account: string): void {
  deleteCookie(c, markCookie(account), COOKIE);
  if (getCookie(c, HERE_COOKIE) === account) deleteCookie(c, HERE_COOKIE, COOKIE);
}
