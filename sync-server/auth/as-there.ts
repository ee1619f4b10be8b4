import type { Context } from 'hono';
import { writeLookInVain, type LookInVain } from '../db/sync/log.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { actorOf } from './actor.ts';

/** What is asked for by name, as the log calls it, and what those are told to whom there is no such thing. */
export interface Named extends Omit<LookInVain, 'actorId' | 'details'> {
  details?: LookInVain['details'];
  refusal: string;
}

/**
 * What `look` finds for whoever asks. That somebody asked for what is not there, or is not theirs to see, is in the log: the
 * same entry for either, after the same answer. @throws CodedError 404 for them
 */
export async function asThere<T>(
  { sql, now }: Pick<Parts, 'sql' | 'now'>,
  c: Context<AppEnv>,
  { refusal, details = {}, ...named }: Named,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const found = await look();
  if (found !== undefined) return found;
  const { tenantId, personId: actorId } = actorOf(c);
  await inTenant(sql, tenantId, (tx) => writeLookInVain(tx, tenantId, { ...named, actorId, details }, now()));
  throw new CodedError('not-found', 404, refusal);
}
