import type { Sql, Tx } from '../db/connect.ts';
import { inTenant } from '../db/tenant.ts';
import type { Actor } from './actor.ts';

/** Whether a session still stands, with the role it began with: asked in the very transaction that reads for it. */
export async function isStanding(
  tx: Tx,
  session: { sessionId: string; role: Actor['role'] },
  nowMs: number,
): Promise<boolean> {
  const rows = await tx`
    select 1 from sessions s join people p on p.tenant_id = s.tenant_id and p.id = s.person_id
    where s.id = ${session.sessionId} and s.revoked_at is null and s.expires_at > ${nowMs}
      and p.active and p.role = ${session.role}`;
  return rows.length === 1;
}

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

/** When a person signed in on the browser of this session. */
export async function sessionStart(tx: Tx, sessionId: string): Promise<number | undefined> {
  const [row] = await tx<{ at: number }[]>`select created_at as at from sessions where id = ${sessionId}`;
  return row?.at;
}
