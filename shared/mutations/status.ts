import * as z from 'zod/mini';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { statusSchema } from '../model/ticket.ts';
import { moveOf, statusRegister } from '../rules/lifecycle.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set } from './plan.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';

export const moveTicket = defineMutation({
  name: 'ticket.move',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    to: statusSchema,
    reason: z.nullable(textSchema(1, limits.reason)),
  }),
  reads: (args) => [ticketRef(args.ticketId)],
  plan(input) {
    const { rows, args, atMs } = input;
    const access = openTicket(rows, input.actor, args.ticketId, 'tickets:confirm');
    if (access.refusal) return refuse(access.refusal);
    const { ticket, role } = access;
    const { status, resolvedAt, closedAt } = ticket;
    if (status === args.to) {
      if (!may(role, 'tickets:status')) return { writes: [] };
      return { writes: [set(ticketRef(ticket.id), 'status', { status, resolvedAt, closedAt })] };
    }
    const move = moveOf(status, args.to);
    if (!move) {
      return refuse(
        refusal(
          'move-not-allowed',
          `The ticket is ${status} by now, and cannot go from there to ${args.to}.`,
        ),
      );
    }
    if (!may(role, move.needs)) {
      return refuse(refusal('not-allowed', 'Your role may not move this ticket there.'));
    }
    if (move.reason && !args.reason?.trim()) {
      return refuse(
        refusal('reason-needed', 'The ticket is closed by now; restoring it needs a reason.', {
          reason: 'required',
        }),
      );
    }
    return {
      writes: [
        set(ticketRef(ticket.id), 'status', statusRegister(ticket, args.to, atMs)),
        ...timeline(input, ticket.id, 'status', { oldValue: status, newValue: args.to, reason: args.reason }),
      ],
    };
  },
});
