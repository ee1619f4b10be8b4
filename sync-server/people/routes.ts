import { Hono } from 'hono';
import type { LastSeenReply } from '../../shared/protocol/people.ts';
import { may } from '../../shared/rules/permissions.ts';
import { actorOf, requireActor } from '../auth/actor.ts';
import { readLastSeen } from '../db/sync/last-seen.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';

/** What only the server knows of a tenant's people, for those who keep the list of them. */
export function peopleRoutes(parts: Parts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use(requireActor(parts));
  routes.get('/last-seen', async (c) => {
    const { tenantId, role } = actorOf(c);
    if (!may(role, 'people:manage'))
      throw new CodedError('not-allowed', 403, 'Only an admin may ask for this.');
    const rows = await inTenant(parts.sql, tenantId, readLastSeen);
    const reply: LastSeenReply = { seen: rows.map(({ personId, at }) => [personId, at]) };
    return c.json(reply);
  });
  return routes;
}
