import * as z from 'zod/mini';
import type { TimelineEvent } from '../model/conversation.ts';
import { eventId } from '../model/derived-id.ts';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { isActive, statusSchema, type Status } from '../model/ticket.ts';
import { dotOf } from '../model/versioned.ts';
import { kindOfMove } from '../rules/approvals.ts';
import { asItWas, moveOf, registerBefore, statusRegister, TAKE_BACK_MS } from '../rules/lifecycle.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { askApproval, listOfApprovals, readsOfApprovals } from './ask-approval.ts';
import { leadsToBy, readsOfReply } from './follow-up.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set } from './plan.ts';
import { eventRef, lackedFor, openTicket, ticketRef, timeline } from './ticket-access.ts';

export const moveTicket = defineMutation({
  name: 'ticket.move',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    to: statusSchema,
    reason: z.nullable(textSchema(1, limits.reason)),
  }),
  reads: ({ ticketId, to }) => [
    ticketRef(ticketId),
    ...(mayNeedWord(to) ? readsOfApprovals('unanswered', 'reopened') : []),
    ...(to === 'open' ? readsOfReply : []),
  ],
  lists: ({ ticketId, to }) => [
    { kind: 'fieldValue', ticketId },
    ...(mayNeedWord(to) ? [listOfApprovals(ticketId)] : []),
  ],
  whole: () => ['field'],
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
    const was = asItWas(ticket, atMs);
    const move = moveOf(was.status, args.to);
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
    // Settled for good is the same for a button as for words: what begins again then is a ticket of its own.
    if (role === 'user' && args.to === 'open' && leadsToBy(rows, was, atMs) === 'follow-up') {
      return refuse(
        refusal(
          'move-not-allowed',
          'This was solved too long ago to be reopened. Write what is missing instead: that opens a new ticket, which follows this one.',
        ),
      );
    }
    // Who cannot fill a field in is not held up by it: a requester confirms what was done as it is.
    const lacking = may(role, 'fields:set') ? lackedFor(rows, ticket.id, args.to) : undefined;
    if (lacking) return refuse(lacking);
    // Who confirms their own ticket, or opens it again, asks nobody.
    const what = role === 'user' ? undefined : kindOfMove(was, args.to);
    const asked = what && askApproval(input, was, { what, to: args.to, reason: args.reason });
    if (asked) return { writes: asked };
    return {
      writes: [
        set(ticketRef(ticket.id), 'status', statusRegister(ticket, args.to, atMs)),
        ...timeline(input, ticket.id, 'status', {
          oldValue: was.status,
          newValue: args.to,
          reason: args.reason,
        }),
      ],
    };
  },
});

const mayNeedWord = (to: Status): boolean => !isActive(to) || to === 'open';

/** Moves of one person, each from where the one before it had led. */
function areInARow(moved: readonly (TimelineEvent | undefined)[], actorId: string): moved is TimelineEvent[] {
  return moved.every((event, i) => {
    if (event?.what !== 'status' || event.actorId !== actorId) return false;
    return i === 0 || moved[i - 1]?.newValue === event.oldValue;
  });
}

/**
 * Takes back moves of one's own, also where the lifecycle has no way back: the ticket is again where it was, with the
 * times it had. Only as long as nobody has moved it since, what the status itself says under whose dot it stands.
 */
export const moveBack = defineMutation({
  name: 'ticket.move-back',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    /** The entries that the moves made in the timeline, in their order. */
    eventIds: z.array(idSchema).check(z.minLength(1), z.maxLength(5)),
  }),
  reads: ({ ticketId, eventIds }) => [ticketRef(ticketId), ...eventIds.map((id) => eventRef(ticketId, id))],
  plan(input) {
    const { rows, args, actor, atMs, uid } = input;
    const access = openTicket(rows, actor, args.ticketId, 'tickets:confirm');
    if (access.refusal) return refuse(access.refusal);
    const { ticket, role } = access;
    const { id, status, resolvedAt, closedAt } = ticket;
    const moved = args.eventIds.map((event) => rows.get(eventRef(id, event)));
    const [first, last] = [moved[0], moved.at(-1)];
    if (!first || !last || !areInARow(moved, actor.id)) {
      const message = 'This move is not there, or not yours to take back.';
      return refuse(refusal('not-found', message, { eventIds: 'unknown' }));
    }
    if (rows.get(eventRef(id, eventId(uid))))
      return { writes: [set(ticketRef(id), 'status', { status, resolvedAt, closedAt })] };
    const [r, n] = dotOf(ticket, 'status');
    if (last.r !== r || last.n !== n)
      return refuse(refusal('move-not-allowed', `Somebody has moved the ticket since; it is ${status} now.`));
    if (atMs - last.createdAt > TAKE_BACK_MS)
      return refuse(refusal('move-not-allowed', 'This move is too long ago to be taken back.'));
    const needs = moved.map((event) => moveOf(event.oldValue as Status, event.newValue as Status)?.needs);
    if (!needs.every((permission) => may(role, permission ?? 'tickets:status')))
      return refuse(refusal('not-allowed', 'Your role may not move this ticket.'));
    const to = first.oldValue as Status;
    return {
      writes: [
        set(ticketRef(id), 'status', registerBefore(ticket, to, first.createdAt)),
        ...timeline(input, id, 'status', { oldValue: status, newValue: to }),
      ],
    };
  },
});
