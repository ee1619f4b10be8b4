import { Hono } from 'hono';
import type { Parts } from '../parts.ts';
import type { AppEnv } from './context.ts';

const PROBE_MS_MAX = 2000;

/** GET / → 200 `ok`, or 503 `failing` with the check that fails. For load balancers and alarms; tells nothing about anybody. */
export function healthRoutes(parts: Pick<Parts, 'sql' | 'migrations' | 'counters'>): Hono<AppEnv> {
  let probing: Promise<boolean> | undefined;
  // One probe at a time: a database that does not answer must not collect them.
  const probe = () =>
    (probing ??= parts.sql`select 1`
      .then(
        () => true,
        () => false,
      )
      .finally(() => (probing = undefined)));
  return new Hono<AppEnv>().get('/', async (c) => {
    const database = (await within(PROBE_MS_MAX, probe())) ? 'ok' : 'failing';
    const status = database === 'ok' ? 'ok' : 'failing';
    return c.json(
      { status, checks: { database, migrations: parts.migrations }, counters: parts.counters },
      status === 'ok' ? 200 : 503,
    );
  });
}

async function within(ms: number, answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
