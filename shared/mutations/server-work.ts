import { attachmentRef } from '../model/attachment.ts';
import { closesAt, statusRegister } from '../rules/lifecycle.ts';
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
