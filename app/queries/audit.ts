import {
  auditSearchReplySchema,
  type AuditedEntry,
  type AuditExportRequest,
  type AuditSearchRequest,
} from '../../shared/protocol/audit.ts';
import { askServer, fetchWhole, useListed, type Listed } from './asked.ts';

/** How the log may be taken along. */
export type AuditFormat = AuditExportRequest['format'];

/** Which entries of the log are looked for. */
export type AuditQuery = Omit<AuditSearchRequest, 'after'>;

/** An entry of the log, with the ticket it is about. */
export interface Audited extends AuditedEntry {
  ticket: { number: string | null; title: string } | null;
}

/** The tenant's log, newest first; for admins. */
export function useAudit(query: AuditQuery): Listed<Audited> {
  return useListed<Audited, NonNullable<AuditSearchRequest['after']>>(
    JSON.stringify(query),
    async (after, signal) => {
      const body: AuditSearchRequest = { ...query, after };
      const reply = await askServer({ path: '/desk/audit/search', body, signal }, auditSearchReplySchema);
      const tickets = new Map(reply.tickets.map(([id, number, title]) => [id, { number, title }]));
      const rows = reply.entries.map((entry) => ({
        ...entry,
        ticket: (entry.subjectId && tickets.get(entry.subjectId)) || null,
      }));
      return { rows, next: reply.next };
    },
  );
}

/** Everything that fits, as a file; the server logs that it was taken. @throws ServerError, NetworkError */
export async function exportAudit(query: AuditQuery, format: AuditFormat): Promise<Blob> {
  return await fetchWhole({ path: '/desk/audit/export', body: { ...query, format } });
}
