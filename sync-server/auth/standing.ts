import type { Tx } from '../db/connect.ts';

/** Whether a session still stands: asked in the very transaction that reads for it. */
export async function isStanding(tx: Tx, sessionId: string, nowMs: number): Promise<boolean> {
  return (await standingSessions(tx, [sessionId], nowMs)).has(sessionId);
}

/** Of these sessions those that still stand, each with its person. */
export async function standingSessions(
  tx: Tx,
  sessionIds: string[],
  nowMs: number,
): Promise<Map<string, string>> {
  const rows = await tx<{ id: string; personId: string }[]>`
    select s.id, p.id as "personId"
    from sessions s join people p on p.tenant_id = s.tenant_id and p.id = s.person_id
    where s.id = any(${sessionIds}::uuid[]) and s.revoked_at is null and s.expires_at > ${nowMs} and p.active`;
  return new Map(rows.map((row) => [row.id, row.personId]));
}

/** When a person signed in on the browser of this session. */
export async function sessionStart(tx: Tx, sessionId: string): Promise<number | undefined> {
  const [row] = await tx<{ at: number }[]>`select created_at as at from sessions where id = ${sessionId}`;
  return row?.at;
}
