import type { Role } from '../../shared/model/directory.ts';
import type { DeviceDatabase } from './database.ts';
import { readReplica, type ReplicaMeta } from './meta.ts';

/** Stands for the ordinal of an identity that the server has not met yet; never sent. */
export const UNREGISTERED = -1;

/**
 * This installation's identity, made at first need: work can be done before the server has ever heard of it. Inside a
 * transaction over `meta`.
 */
export async function ensureIdentity(
  db: DeviceDatabase,
  role: Role,
  newId: () => string,
): Promise<ReplicaMeta> {
  const stored = await readReplica(db);
  if (stored) return stored;
  const made = newIdentity(role, newId);
  await db.meta.put(made);
  return made;
}

/** An identity that nobody knows yet, and that is not stored. */
export function newIdentity(role: Role, newId: () => string): ReplicaMeta {
  return {
    key: 'replica',
    id: newId(),
    ord: null,
    counter: 0,
    lastUid: null,
    answered: 0,
    was: null,
    role,
  };
}
