import type { AuditedEntry, AuditSearchRequest } from '../../shared/protocol/audit.ts';
import { bounds } from '../../shared/protocol/version.ts';
import type { Tx } from './connect.ts';

/** A page of the log, newest first. Who may ask is decided by whoever calls. */
export async function readAudit(tx: Tx, request: AuditSearchRequest, limit: number): Promise<AuditedEntry[]> {
  const { personId, action, ticket, from, until, refused, after } = request;
  // Known before the page is asked for: its plan goes by how few entries are about one ticket.
  const about = ticket === null ? null : await ticketsOfNumber(tx, ticket);
  const where = [
    ...(personId ? [tx`a.actor_id = ${personId}`] : []),
    ...(action ? [tx`a.action = ${action}`] : []),
    ...(about
      ? [tx`a.id in (select t.audit_id from audit_tickets t where t.ticket_id = any(${about}::uuid[]))`]
      : []),
    ...(from === null ? [] : [tx`a.received_at >= ${from}`]),
    ...(until === null ? [] : [tx`a.received_at < ${until}`]),
    ...(refused ? [tx`a.refused is not null`] : []),
    ...(after ? [tx`(a.received_at, a.id) < (${after[0]}, ${after[1]}::uuid)`] : []),
  ].reduce((all, one) => tx`${all} and ${one}`, tx`true`);
  return await tx<AuditedEntry[]>`
    select a.id, a.received_at as at, a.claimed_at as "claimedAt", a.claimed_raw as "claimedRaw", a.clamped,
      a.actor_id as "actorId", a.action, a.subject, a.subject_id as "subjectId", a.changes, a.refused, a.asked,
      array(
        select t.ticket_id from audit_tickets t where t.audit_id = a.id
        order by t.ticket_id = a.subject_id desc nulls last, t.ticket_id limit ${bounds.auditTickets + 1}
      ) as "ticketIds"
    from audit a where ${where} order by a.received_at desc, a.id desc limit ${limit}`;
}

/** The ticket that has this number, and one that had it before. */
async function ticketsOfNumber(tx: Tx, number: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from tickets where number = ${number} or alias = ${number}`;
  return rows.map(({ id }) => id);
}

/** Number and title of the tickets that these entries are about. */
export async function readSubjects(
  tx: Tx,
  entries: readonly Pick<AuditedEntry, 'ticketIds'>[],
): Promise<[id: string, number: string | null, title: string][]> {
  const ids = entries.flatMap(({ ticketIds = [] }) => ticketIds);
  const rows = await tx<{ id: string; number: string | null; title: string }[]>`
    select id, number, title from tickets where id = any(${[...new Set(ids)]}::uuid[])`;
  return rows.map(({ id, number, title }) => [id, number, title]);
}
