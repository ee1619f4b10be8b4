import {
  auditSearchReplySchema,
  type AuditedEntry,
  type AuditExportRequest,
  type AuditSearchRequest,
} from '../../shared/protocol/audit.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { askServer, fetchWhole, useListed, type Listed } from './asked.ts';

/** How the log may be taken along. */
export type AuditFormat = AuditExportRequest['format'];

/** Which entries of the log are looked for. */
export type AuditQuery = Omit<AuditSearchRequest, 'after'>;

/** An entry of the log, with the tickets it is about, as far as they are there: what it was done to first. */
export interface Audited extends AuditedEntry {
  tickets: readonly { id: string; number: string | null; title: string }[];
  /** It is about more than are named. */
  more: boolean;
}

/** The tenant's log, newest first; for admins. */
export function useAudit(query: AuditQuery): Listed<Audited> {
  return useListed<Audited, NonNullable<AuditSearchRequest['after']>>(
    JSON.stringify(query),
    async (after, signal) => {
      const body: AuditSearchRequest = { ...query, after };
      const reply = await askServer({ path: '/desk/audit/search', body, signal }, auditSearchReplySchema);
      const tickets = new Map(reply.tickets.map(([id, number, title]) => [id, { id, number, title }]));
      const rows = reply.entries.map((entry): Audited => {
        // A server of before names the subject alone.
        const about = entry.ticketIds ?? [entry.subjectId].flatMap((id) => id ?? []);
        const named = about.slice(0, bounds.auditTickets);
        return {
          ...entry,
          tickets: named.flatMap((id) => tickets.get(id) ?? []),
          more: about.length > named.length,
        };
      });
      return { rows, next: reply.next };
    },
  );
}

/** Everything that fits, as a file; the server logs that it was taken. @throws ServerError, NetworkError */
export async function exportAudit(query: AuditQuery, format: AuditFormat): Promise<Blob> {
  return await fetchWhole({ path: '/desk/audit/export', body: { ...query, format } });
}
