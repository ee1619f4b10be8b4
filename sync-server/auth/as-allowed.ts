import type { Context } from 'hono';
import { may, type Permission } from '../../shared/rules/permissions.ts';
import type { RefusalCode } from '../../shared/rules/refusal.ts';
import type { ServerAction } from '../../shared/model/server-action.ts';
import type { Tx } from '../db/connect.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { writeAccess } from '../db/sync/log.ts';
import { inTenant, type TenantMode } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { actorOf, revoked } from './actor.ts';

/** What is asked for that not everybody may have, and what somebody else is told. */
export interface Guarded {
  permission: Permission;
  /** What it is called in the log, and what it is about. */
  action: ServerAction;
  subject: string;
  refusal: string;
  mode?: TenantMode;
}

/**
 * Does `work` for whoever has the permission, as they are in the very transaction that does it. That somebody else asked is
 * in the log. @throws CodedError 403 for them
 */
export async function asAllowed<T>(
  { sql, now }: Pick<Parts, 'sql' | 'now'>,
  c: Context<AppEnv>,
  { permission, action, subject, refusal, mode }: Guarded,
  work: (tx: Tx, actorId: string) => Promise<T>,
): Promise<T> {
  const { tenantId, personId } = actorOf(c);
  const refused: RefusalCode = 'not-allowed';
  const done = await inTenant(
    sql,
    tenantId,
    async (tx) => {
      const grants = await grantsOf(tx, personId);
      if (!grants) throw revoked();
      return may(grants.role, permission) ? { result: await work(tx, personId) } : undefined;
    },
    mode,
  );
  if (done) return done.result;
  const access = { actorId: personId, action, subject, subjectId: null, details: {}, refused };
  await inTenant(sql, tenantId, (tx) => writeAccess(tx, tenantId, access, now()));
  throw new CodedError(refused, 403, refusal);
}
