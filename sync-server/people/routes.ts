import { Hono } from 'hono';
import type { LastSeenReply } from '../../shared/protocol/people.ts';
import { requireActor } from '../auth/actor.ts';
import { asAllowed, type Guarded } from '../auth/as-allowed.ts';
import { readLastSeen } from '../db/sync/last-seen.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';

const asked: Guarded = {
  permission: 'people:manage',
  action: 'people.last-seen',
  subject: 'person',
  refusal: 'Only an admin may ask for this.',
};

/** What only the server knows of a tenant's people, for those who keep the list of them. */
export function peopleRoutes(parts: Parts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use(requireActor(parts));
  routes.get('/last-seen', async (c) => {
    const rows = await asAllowed(parts, c, asked, readLastSeen);
    const reply: LastSeenReply = { seen: rows.map(({ personId, at }) => [personId, at]) };
    return c.json(reply);
  });
  return routes;
}
