import * as z from 'zod/mini';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { isArchived } from '../model/ticket.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set, type Rows, type Write } from './plan.ts';
import { moveTicket } from './status.ts';
import { openTicket, ticketRef } from './ticket-access.ts';

/**
 * Brings a ticket back from the archive, open again, saying why. A device that asks for it does not hold the ticket: there it
 * plans nothing, waits in the queue like any change, and the ticket comes with the answer.
 */
export const restoreTicket = defineMutation({
  name: 'ticket.restore',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, reason: textSchema(1, limits.reason) }),
  reads: (args) => moveTicket.reads(opening(args)),
  lists: (args) => moveTicket.lists?.(opening(args)) ?? [],
  whole: (args) => moveTicket.whole?.(opening(args)) ?? [],
  plan(input) {
    const { rows, args, actor, atMs } = input;
    const ref = ticketRef(args.ticketId);
    if (!may(actor.role, 'tickets:status'))
      return refuse(refusal('not-allowed', 'Only staff may restore a ticket from the archive.'));
    if (rows.partial && !rows.get(ref)) return { writes: [] };
    const access = openTicket(rows, actor, args.ticketId, 'tickets:status');
    if (access.refusal) return refuse(access.refusal);
    const { ticket } = access;
    if (!args.reason.trim())
      return refuse(refusal('reason-needed', 'Restoring a ticket needs a reason.', { reason: 'required' }));
    const back = broughtBack(rows, [ticket.id], atMs);
    // Somebody was faster: it is where it should be, or further.
    if (ticket.status !== 'closed') {
      const { archivedAt, returnedAt } = ticket;
      return { writes: back.length ? back : [set(ref, 'archive', { archivedAt, returnedAt })] };
    }
    const moved = moveTicket.plan({ ...input, args: opening(args) });
    // What keeps it from being opened is mended where it can be worked on: it comes back as it is.
    return moved.refusal && !back.length ? moved : { writes: [...back, ...(moved.writes ?? [])] };
  },
});

/** The move that a restore makes: by its rules it needs a reason, may need an admin's word, and fields that are filled in. */
const opening = ({ ticketId, reason }: { ticketId: string; reason: string }) =>
  ({ ticketId, to: 'open', reason }) as const;

/** What brings those of these tickets back that are in the archive. */
function broughtBack(rows: Rows, ticketIds: Iterable<string>, atMs: number): Write[] {
  return [...ticketIds].flatMap((id) => {
    const ticket = rows.get(ticketRef(id));
    if (!ticket || !isArchived(ticket)) return [];
    return [set(ticketRef(id), 'archive', { archivedAt: null, returnedAt: atMs })];
  });
}

/** The tickets whose conversation is shown on this one, as far as they are read: those that were merged into it. */
const mergedHere = (rows: Rows, ticketId: string): string[] =>
  rows
    .list('link', ticketId)
    .flatMap(({ id, what, removed }) => (what === 'merged-from' && !removed ? [id] : []));

/**
 * The writes of a person's change with what follows from them for tickets that have gone into the archive meanwhile: whoever
 * works on one, on a device that still had it, brings it back (SPEC A1), and with it those that were merged into it. Nothing
 * of theirs is lost there, and everybody sees it. `nowMs`: when the server does this; its days count anew from then on.
 */
export function withReturn(rows: Rows, writes: readonly Write[], nowMs: number): Write[] {
  const already = new Set(
    writes.flatMap((write) => (write.op === 'set' && write.register === 'archive' ? [write.ref.id] : [])),
  );
  const back = new Set<string>();
  const touched = writes.flatMap(({ ref }) => (ref.kind === 'ticket' ? ref.id : (ref.ticketId ?? [])));
  for (let next = touched; next.length;) {
    const archived = [...new Set(next)].filter((id) => {
      const ticket = rows.get(ticketRef(id));
      return ticket !== undefined && isArchived(ticket) && !back.has(id);
    });
    for (const id of archived) back.add(id);
    next = archived.flatMap((id) => mergedHere(rows, id));
  }
  return [
    ...writes,
    ...broughtBack(
      rows,
      [...back].filter((id) => !already.has(id)),
      nowMs,
    ),
  ];
}
