import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Actor } from '../auth/actor.ts';
import type { Env } from '../env.ts';

/** What every request carries: Node's own request beside Hono's, an id for the log, and who asks (after `requireActor`). */
export type AppEnv = {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string; actor: Actor };
};

/** The address at the other end of the socket: what nobody can make up. */
export function socketAddress(c: Context<AppEnv>): string {
  return c.env.incoming?.socket.remoteAddress ?? '';
}

/** Who asks, for counting tries. X-Forwarded-For is believed only behind a proxy of ours, and only its last entry. */
export function clientAddress(c: Context<AppEnv>, env: Pick<Env, 'trustProxy'>): string {
  const forwarded = env.trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded || socketAddress(c);
}

/** The host the person typed, in lower case and without port: `acme.example.org`, `localhost`, `[::1]`. */
export function hostName(c: Context<AppEnv>, env: Pick<Env, 'trustProxy'>): string {
  const forwarded = env.trustProxy ? c.req.header('x-forwarded-host') : undefined;
  return (forwarded ?? c.req.header('host') ?? '').toLowerCase().replace(/:\d+$/, '');
}
