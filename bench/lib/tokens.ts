import type { RunningServer } from '../../sync-server/server.ts';
import { accessTokenFor } from '../../e2e/support/tokens.ts';
import type { Desk, Person } from './world.ts';

/** A real access token of a real session, as a sign-in would give. */
export function tokenFor({ parts }: RunningServer, desk: Desk, person: Person): Promise<string> {
  return accessTokenFor(parts.sql, parts, desk.id, person);
}
