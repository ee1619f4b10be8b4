import * as z from 'zod/mini';
import { messageRef } from '../model/conversation.ts';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { Ticket } from '../model/ticket.ts';
import { staffReplyLeadsTo, statusRegister, type ReplyLeadsTo } from '../rules/lifecycle.ts';
import { isStaff } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { followUpSchema, leadsToBy, openFollowUp, readsOfFollowUp } from './follow-up.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type PlanInput, type Write } from './plan.ts';
import { mergedInto, tellOf } from './merged.ts';
import { sortingLists } from './new-ticket.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';

const asFirst = {
  ticketId: idSchema,
  id: idSchema,
  body: textSchema(1, limits.message),
  internal: z.boolean(),
};

export const addMessage = defineMutation({
  name: 'message.add',
  version: 2,
  schema: z.strictObject({
    ...asFirst,
    /** Of its requester: what to open should the ticket be settled for good by then. */
    followUp: z.optional(followUpSchema),
  }),
  earlier: [
    {
      version: 1,
      schema: z.strictObject(asFirst),
      // Those apps knew of no follow-up: what they say on a settled ticket stays with it.
      upcast: (args) => args,
    },
  ],
  reads: ({ ticketId, id, followUp }) => [
    ticketRef(ticketId),
    messageRef(ticketId, id),
    ...(followUp ? [...readsOfFollowUp(ticketId, followUp), messageRef(followUp.id, id)] : []),
  ],
  chains: ({ ticketId }) => [{ ticketId, what: 'merged-into' }],
  whole: ({ followUp }) => (followUp ? sortingLists : []),
  plan(input) {
    const { rows, args, actor, atMs } = input;
    // Said of a ticket of the archive, which no device holds: the other ticket comes with the answer.
    if (rows.partial && args.followUp && !rows.get(ticketRef(args.ticketId))) return { writes: [] };
    const needs = args.internal ? 'messages:internal' : 'messages:public';
    const access = openTicket(rows, actor, args.ticketId, needs);
    if (access.refusal) return refuse(access.refusal);
    if (!args.body.trim())
      return refuse(refusal('bad-arguments', 'The message is empty.', { body: 'required' }));
    const { ticket, role } = access;
    const staff = isStaff(role);
    const into = mergedInto(rows, ticket);
    // Where its author may see that one, what they say counts there; to others theirs is a closed ticket as any other.
    const counts = into && (staff || into.requesterId === actor.id) ? into : ticket;
    const byStaff = args.internal ? 'stays' : staffReplyLeadsTo(actor.id, [ticket, counts]);
    const leadsTo = staff ? byStaff : replyIn(input, counts);
    const followUp = leadsTo === 'follow-up' ? args.followUp : undefined;
    const at = followUp?.id ?? ticket.id;
    const present = rows.get(messageRef(at, args.id));
    if (present) {
      const own =
        present.authorId === actor.id && present.body === args.body && present.internal === args.internal;
      return own
        ? { writes: [] }
        : refuse(refusal('already-exists', 'A message with this identity already exists.'));
    }
    if (followUp && rows.get(ticketRef(followUp.id)))
      return refuse(refusal('already-exists', 'A ticket with this identity already exists.'));
    const message = {
      ticketId: at,
      id: args.id,
      authorId: actor.id,
      body: args.body,
      internal: args.internal,
      staff,
      createdAt: atMs,
    };
    const writes: Write[] = [
      ...(followUp ? openFollowUp(input, ticket, followUp) : []),
      insert(messageRef(at, args.id), message),
    ];
    if (leadsTo === 'reopens') {
      writes.push(
        set(ticketRef(counts.id), 'status', statusRegister(counts, 'open', atMs)),
        ...timeline(input, counts.id, 'status', { oldValue: counts.status, newValue: 'open' }),
      );
    }
    if (into && !followUp) {
      const oneRequester = into.requesterId === ticket.requesterId;
      writes.push(...tellOf(input, message, oneRequester, into));
    }
    return { writes };
  },
});

/** Apps that bring no ticket to open know nothing of settled ones: what they say there stays with it. */
function replyIn(
  { rows, args, atMs }: Pick<PlanInput<{ followUp?: unknown }>, 'rows' | 'args' | 'atMs'>,
  ticket: Ticket,
): ReplyLeadsTo {
  if (!args.followUp) return ticket.status === 'pending' ? 'reopens' : 'stays';
  return leadsToBy(rows, ticket, atMs);
}
