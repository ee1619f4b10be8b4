import type { Sql } from '../db/connect.ts';
import { inTenant } from '../db/tenant.ts';
import type { Actor } from './actor.ts';

/** Of these sessions those that still stand, with the role their person has now. */
export async function standingSessions(
  sql: Sql,
  tenantId: string,
  sessionIds: string[],
  nowMs: number,
): Promise<Map<string, Actor['role']>> {
  const rows = await inTenant(
    sql,
    tenantId,
    (tx) => tx<{ id: string; role: Actor['role'] }[]>`
      select s.id, p.role from sessions s join people p on p.tenant_id = s.tenant_id and p.id = s.person_id
      where s.id = any(${sessionIds}::uuid[]) and s.revoked_at is null and s.expires_at > ${nowMs} and p.active`,
  );
  return new Map(rows.map((row) => [row.id, row.role]));
}
