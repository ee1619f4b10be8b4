import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit as limitBody } from 'hono/body-limit';
import type { Env } from '../env.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from './context.ts';

const HEADERS: Record<string, string> = {
  // Inline styles: the virtual list and the charts place elements by style attributes.
  'Content-Security-Policy': [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=()',
};

/** On every reply, errors and files included. */
export function securityHeaders(env: Pick<Env, 'publicOrigin'>): MiddlewareHandler {
  const overTls = env.publicOrigin?.startsWith('https:') ?? false;
  return async (c, next) => {
    await next();
    // A file of somebody's has a stricter policy than the app.
    const own = c.res.headers.get('Content-Security-Policy');
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
    if (own?.startsWith('sandbox;')) c.res.headers.set('Content-Security-Policy', own);
    if (overTls) c.res.headers.set('Strict-Transport-Security', 'max-age=31536000');
  };
}

/** 413 `too-large` above so many bytes, counted while reading where no length was announced. */
export function bodyLimit(bytesMax: number): MiddlewareHandler {
  return limitBody({
    maxSize: bytesMax,
    onError: () => {
      throw new CodedError('too-large', 413, `This request is larger than ${bytesMax} bytes.`, { bytesMax });
    },
  });
}

/**
 * Refuses a write that another site's page sends: a browser always names the page's origin in it. Programs that are
 * no browser send neither header and have no cookies to be abused.
 */
export function refuseCrossSite(env: Pick<Env, 'publicOrigin' | 'trustProxy'>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (!['GET', 'HEAD', 'OPTIONS'].includes(c.req.method) && !isSameSite(c, env)) {
      throw new CodedError('cross-site', 403, 'This request comes from another site.');
    }
    await next();
  };
}

function isSameSite(c: Context<AppEnv>, env: Pick<Env, 'publicOrigin' | 'trustProxy'>): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined)
    return [undefined, 'same-origin', 'none'].includes(c.req.header('sec-fetch-site'));
  if (origin === env.publicOrigin) return true;
  if (!URL.canParse(origin)) return false; // "null": a sandboxed frame, a file
  const host = (env.trustProxy ? c.req.header('x-forwarded-host') : undefined) ?? c.req.header('host');
  // The scheme may differ: a proxy of ours ends TLS.
  return new URL(origin).host === host?.toLowerCase();
}
