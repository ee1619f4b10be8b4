import type { AuditedEntry, AuditSearchRequest } from '../../shared/protocol/audit.ts';
import type { Tx } from './connect.ts';

/** A page of the log, newest first. Who may ask is decided by whoever calls. */
export async function readAudit(tx: Tx, request: AuditSearchRequest, limit: number): Promise<AuditedEntry[]> {
  const { personId, action, ticket, from, until, refused, after } = request;
  const where = [
    ...(personId ? [tx`a.actor_id = ${personId}`] : []),
    ...(action ? [tx`a.action = ${action}`] : []),
    ...(ticket
      ? [tx`a.subject_id in (select id from tickets where number = ${ticket} or alias = ${ticket})`]
      : []),
    ...(from === null ? [] : [tx`a.received_at >= ${from}`]),
    ...(until === null ? [] : [tx`a.received_at < ${until}`]),
    ...(refused ? [tx`a.refused is not null`] : []),
    ...(after ? [tx`(a.received_at, a.id) < (${after[0]}, ${after[1]}::uuid)`] : []),
  ].reduce((all, one) => tx`${all} and ${one}`, tx`true`);
  return await tx<AuditedEntry[]>`
    select a.id, a.received_at as at, a.claimed_at as "claimedAt", a.claimed_raw as "claimedRaw", a.clamped,
      a.actor_id as "actorId", a.action, a.subject, a.subject_id as "subjectId", a.changes, a.refused, a.asked
    from audit a where ${where} order by a.received_at desc, a.id desc limit ${limit}`;
}

/** Number and title of the tickets among these entries. */
export async function readSubjects(
  tx: Tx,
  entries: readonly Pick<AuditedEntry, 'subject' | 'subjectId'>[],
): Promise<[id: string, number: string | null, title: string][]> {
  const ids = entries.flatMap(({ subject, subjectId }) =>
    subject === 'ticket' && subjectId ? [subjectId] : [],
  );
  const rows = await tx<{ id: string; number: string | null; title: string }[]>`
    select id, number, title from tickets where id = any(${[...new Set(ids)]}::uuid[])`;
  return rows.map(({ id, number, title }) => [id, number, title]);
}
