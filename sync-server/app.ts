import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { archiveRoutes } from './archive/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { authRoutes } from './auth/routes.ts';
import { CodedError, errorToHttp } from './errors.ts';
import { deviceRoutes } from './devices/routes.ts';
import type { AppEnv } from './http/context.ts';
import { bodyLimit, refuseCrossSite, securityHeaders } from './http/guards.ts';
import { healthRoutes } from './http/health.ts';
import { staticRoutes } from './http/static.ts';
import { openStore } from './files/open-store.ts';
import { fileRoutes } from './files/routes.ts';
import type { Parts } from './parts.ts';
import { peopleRoutes } from './people/routes.ts';
import { syncRoutes } from './sync/routes.ts';

const AUTH_BODY_BYTES_MAX = 64 * 1024;
const SYNC_BODY_BYTES_MAX = 4 * 1024 * 1024;

/** Routes and what holds for all of them; knows nothing of sockets, so that tests may call it directly. */
export function createApp(parts: Parts): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(traced(parts), securityHeaders(parts.env), refuseCrossSite(parts.env));
  app.use('/auth/*', neverStored, bodyLimit(AUTH_BODY_BYTES_MAX));
  app.use('/sync/*', neverStored, bodyLimit(SYNC_BODY_BYTES_MAX));
  app.use('/people/*', neverStored);
  app.use('/desk/*', bodyLimit(AUTH_BODY_BYTES_MAX));
  app.use('/desk/*', neverStored);
  // Its bodies are counted where they are written: what comes is held against what was announced.
  app.use('/files/*', neverStored);
  app.use('/health', neverStored);
  app.route('/auth', authRoutes(parts));
  app.route('/sync', syncRoutes(parts));
  app.route('/people', peopleRoutes(parts));
  app.route('/files', fileRoutes(parts, openStore(parts.env)));
  app.route('/desk/archive', archiveRoutes(parts));
  app.route('/desk/audit', auditRoutes(parts));
  app.route('/desk/devices', deviceRoutes(parts));
  app.route('/health', healthRoutes(parts));
  for (const path of ['/auth/*', '/sync/*', '/people/*', '/desk/*', '/files/*'])
    app.all(path, () => nothingHere());
  app.route('/', staticRoutes(parts.dist));
  app.notFound(() => nothingHere());
  app.onError((error, c) => {
    const requestId = c.get('requestId');
    const incoming = c.env.incoming;
    if (incoming?.destroyed === true && !incoming.complete) return c.body(null, 400); // the client went away
    const { status, body, unexpected } = errorToHttp(error, requestId);
    if (unexpected)
      parts.log.error({ requestId, route: routePath(c), code: body.code, err: error }, 'request failed');
    const seconds = body.details?.retryAfterSeconds;
    if (typeof seconds === 'number') c.header('Retry-After', String(seconds));
    return c.json(body, status);
  });
  return app;
}

function nothingHere(): never {
  throw new CodedError('not-found', 404, 'There is nothing here.');
}

/** A request id for the log and the reply; one line a request, with the route's pattern instead of its path. */
function traced(parts: Parts): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    c.set('requestId', requestId);
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    const ms = Math.round(performance.now() - startedAt);
    const { method } = c.req;
    parts.log.info({ requestId, method, route: routePath(c, -1), status: c.res.status, ms }, 'request');
  };
}

/** Replies to a person are nobody else's: no cache on the way may keep them. */
const neverStored: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
};
