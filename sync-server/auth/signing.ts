import type { Access } from '../db/sync/log.ts';

/** What the log says of somebody who comes or goes. */
export function signing(action: 'sign-in' | 'sign-out', personId: string): Access {
  return { actorId: personId, action, subject: 'person', subjectId: personId, details: {} };
}
