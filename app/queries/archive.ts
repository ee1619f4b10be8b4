import {
  archivedTicketReplySchema,
  archiveSearchReplySchema,
  type ArchivedTicket,
  type ArchiveSearchRequest,
} from '../../shared/protocol/archive.ts';
import type { TicketLine } from '../../shared/protocol/fill.ts';
import { inTime, rowsFrom } from '../store/folder.ts';
import { addLine, emptyPage } from '../sync/apply-fill.ts';
import { rowKindsOf } from '../sync/columns.ts';
import { askServer, useAsked, useListed, type Listed } from './asked.ts';
import { detailOf, type Held } from './ticket-detail.ts';
import type { TicketDetail } from './types.ts';

/** What is looked for in the archive. */
export type ArchiveQuery = Omit<ArchiveSearchRequest, 'after'>;

/** A ticket of the archive as its list shows it, with the names of its people. */
export interface ArchivedSummary extends ArchivedTicket {
  requester: string;
  assignee: string | null;
}

/** Tickets of the archive that fit, closed last first. */
export function useArchive(query: ArchiveQuery): Listed<ArchivedSummary> {
  return useListed<ArchivedSummary, NonNullable<ArchiveSearchRequest['after']>>(
    JSON.stringify(query),
    async (after, signal) => {
      const body: ArchiveSearchRequest = { ...query, after };
      const reply = await askServer({ path: '/desk/archive/search', body, signal }, archiveSearchReplySchema);
      const names = new Map(reply.names);
      const rows = reply.tickets.map((ticket) => ({
        ...ticket,
        requester: names.get(ticket.requesterId) ?? 'someone',
        assignee: ticket.assigneeId && (names.get(ticket.assigneeId) ?? 'someone'),
      }));
      return { rows, next: reply.next };
    },
  );
}

/** A ticket of the archive, whole, with the names of everybody on it. It is read, and kept nowhere. */
export interface ArchivedDetail {
  detail: TicketDetail;
  names: ReadonlyMap<string, string>;
}

export function useArchived(id: string) {
  return useAsked<ArchivedDetail>(id, async (signal) => {
    const reply = await askServer({ path: `/desk/archive/tickets/${id}`, signal }, archivedTicketReplySchema);
    const { columns, line, merged = [], names } = reply;
    const held = (one: unknown[]) => heldIn(columns, one as TicketLine);
    return { detail: detailOf(held(line), merged.map(held)), names: new Map(names) };
  });
}

function heldIn(columns: Record<string, string[]>, line: TicketLine): Held {
  const page = emptyPage();
  addLine(page, rowKindsOf(columns), line);
  const [whole] = page.tickets;
  if (!whole) throw new Error('bug: no ticket on the line');
  const { ticket, children } = whole;
  const record = { id: ticket.id, ...rowsFrom(ticket, (kind) => children[kind]), in: {} };
  const thread = { id: ticket.id, messages: inTime(children.message), events: inTime(children.event) };
  return { record, thread };
}
