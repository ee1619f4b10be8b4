import { attachmentRef } from '../model/attachment.ts';
import { isArchived } from '../model/ticket.ts';
import { archivesAt, closesAt, statusRegister } from '../rules/lifecycle.ts';
import { set, type Plan, type PlanInput } from './plan.ts';
import { ticketRef, timeline } from './ticket-access.ts';

/**
 * What the server does by itself (SPEC L3). Planned like any mutation, but nobody can send it: it is in no registry, and
 * nobody acts.
 */
export type ServerInput = Pick<PlanInput<unknown>, 'rows' | 'atMs' | 'uid'>;

const nobody = { id: null };

/** Closes a ticket that has been resolved for so many days (product.md, Lifecycle). */
export function closeResolved(input: ServerInput, ticketId: string, closeAfterDays: number): Plan {
  const ticket = input.rows.get(ticketRef(ticketId));
  if (ticket?.status !== 'resolved' || ticket.resolvedAt === null) return { writes: [] };
  if (closesAt(ticket.resolvedAt, closeAfterDays) > input.atMs) return { writes: [] };
  const happened = { oldValue: ticket.status, newValue: 'closed' };
  return {
    writes: [
      set(ticketRef(ticketId), 'status', statusRegister(ticket, 'closed', input.atMs)),
      ...timeline({ ...input, actor: nobody }, ticketId, 'status', happened),
    ],
  };
}

/** All of a file has come: notes when, and what its content was found to be (SPEC F2). */
export function noteStored(
  { rows, atMs }: ServerInput,
  { ticketId, id, type }: { ticketId: string; id: string; type: string },
): Plan {
  const ref = attachmentRef(ticketId, id);
  const row = rows.get(ref);
  if (!row || row.storedAt !== null) return { writes: [] };
  return { writes: [set(ref, 'row', { type, storedAt: atMs })] };
}

/**
 * Puts a ticket into the archive that has been closed, and left alone, for so many days: it leaves every device (SPEC A1).
 * Its timeline says nothing of it: nobody who sees one has anything to do about it.
 */
export function archiveTicket(input: ServerInput, ticketId: string, archiveAfterDays: number): Plan {
  const ticket = input.rows.get(ticketRef(ticketId));
  if (ticket?.status !== 'closed' || isArchived(ticket)) return { writes: [] };
  if (archivesAt(ticket, archiveAfterDays) > input.atMs) return { writes: [] };
  // What was said on a ticket that was merged is shown on the other one, for as long as that is on devices.
  const stays = input.rows.list('link', ticketId).some(({ id, what, removed }) => {
    const other = what === 'merged-into' && !removed && input.rows.get(ticketRef(id));
    return other && !isArchived(other);
  });
  if (stays) return { writes: [] };
  const { returnedAt } = ticket;
  return { writes: [set(ticketRef(ticketId), 'archive', { archivedAt: input.atMs, returnedAt })] };
}
