import { openSession } from '../../sync-server/auth/sessions.ts';
import { issueAccessToken } from '../../sync-server/auth/tokens.ts';
import type { Sql } from '../../sync-server/db/connect.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import type { Parts } from '../../sync-server/parts.ts';
import { deriveKey } from '../../sync-server/secret.ts';
import type { NewPerson } from '../../sync-server/tenants/people.ts';

/** A real session of a person, and a real access token of it, as a sign-in would give. */
export async function accessTokenFor(
  sql: Sql,
  parts: Parts,
  tenantId: string,
  person: NewPerson,
): Promise<string> {
  const session = { tenantId, personId: person.id, shared: false, userAgent: 'fleet' };
  const key = deriveKey(parts.secret, 'refresh-token');
  const token = await inTenant(sql, tenantId, (tx) => openSession(tx, key, session, parts.now()));
  const claims = { sub: person.id, tid: tenantId, sid: token.sessionId, role: person.role };
  return await issueAccessToken(deriveKey(parts.secret, 'access-token'), claims, parts.now());
}
