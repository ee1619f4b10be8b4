import * as z from 'zod/mini';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { RowRef } from '../model/rows.ts';
import { statusRegister } from '../rules/lifecycle.ts';
import { isStaff } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type Write } from './plan.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';

const messageRef = (ticketId: string, id: string): RowRef<'message'> => ({ kind: 'message', id, ticketId });

export const addMessage = defineMutation({
  name: 'message.add',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    id: idSchema,
    body: textSchema(1, limits.message),
    internal: z.boolean(),
  }),
  reads: (args) => [ticketRef(args.ticketId), messageRef(args.ticketId, args.id)],
  plan(input) {
    const { rows, args, actor, atMs } = input;
    const needs = args.internal ? 'messages:internal' : 'messages:public';
    const access = openTicket(rows, actor, args.ticketId, needs);
    if (access.refusal) return refuse(access.refusal);
    if (!args.body.trim())
      return refuse(refusal('bad-arguments', 'The message is empty.', { body: 'required' }));
    const { ticket, role } = access;
    const present = rows.get(messageRef(ticket.id, args.id));
    if (present) {
      const own =
        present.authorId === actor.id && present.body === args.body && present.internal === args.internal;
      return own
        ? { writes: [] }
        : refuse(refusal('already-exists', 'A message with this identity already exists.'));
    }
    const staff = isStaff(role);
    const writes: Write[] = [
      insert(messageRef(ticket.id, args.id), {
        ticketId: ticket.id,
        id: args.id,
        authorId: actor.id,
        body: args.body,
        internal: args.internal,
        staff,
        createdAt: atMs,
      }),
    ];
    // product.md, Conversation: a requester's reply moves pending back to open.
    if (!staff && ticket.status === 'pending') {
      writes.push(
        set(ticketRef(ticket.id), 'status', statusRegister(ticket, 'open', atMs)),
        ...timeline(input, ticket.id, 'status', { oldValue: 'pending', newValue: 'open' }),
      );
    }
    return { writes };
  },
});
