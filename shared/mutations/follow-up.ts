import * as z from 'zod/mini';
import { idSchema, numberSchema } from '../model/ids.ts';
import { daysIn, policyRef } from '../model/policy.ts';
import type { RowRef } from '../model/rows.ts';
import type { Ticket } from '../model/ticket.ts';
import { replyLeadsTo, type ReplyLeadsTo } from '../rules/lifecycle.ts';
import { deadlineOf } from '../rules/sla.ts';
import { linkRefs, writeLink } from './link.ts';
import { insert, type PlanInput, type Rows, type Write } from './plan.ts';
import { newTicket, sortedAs } from './new-ticket.ts';
import { ticketRef, timeline } from './ticket-access.ts';

/** The ticket that a reply opens where the one it answers is settled for good: its identity and number, should it be needed. */
export const followUpSchema = z.strictObject({
  id: idSchema,
  /** From the device's lease, where the device itself found that it is needed; null: "number follows". */
  number: z.nullable(numberSchema),
});
type FollowUp = z.infer<typeof followUpSchema>;

/** What has to be known to tell what a reply leads to. */
export const readsOfReply: RowRef[] = [policyRef('reopen-days')];

/** What a reply of its requester, written at `atMs`, would do to a ticket by the tenant's days. */
export function leadsToBy(rows: Pick<Rows, 'get'>, ticket: Ticket, atMs: number): ReplyLeadsTo {
  return replyLeadsTo(ticket, atMs, daysIn('reopen-days', rows.get(policyRef('reopen-days'))?.value));
}

/** What has to be known to tell whether it is needed, and to open it. */
export const readsOfFollowUp = (ticketId: string, { id }: FollowUp): RowRef[] => [
  ticketRef(id),
  ...linkRefs(ticketId, id),
  ...readsOfReply,
];

/** Opens the ticket that follows another one of the same requester; the reply is to be its first message. */
export function openFollowUp(input: PlanInput<unknown>, ticket: Ticket, { id, number }: FollowUp): Write[] {
  const { rows, actor, atMs } = input;
  const { title, requesterId } = ticket;
  const fresh = newTicket(id, number, title, atMs);
  return [
    insert(ticketRef(id), {
      ...fresh,
      deadline: deadlineOf(atMs, fresh.priority),
      requesterId,
      createdBy: actor.id,
      ...sortedAs(rows, ticket),
    }),
    ...writeLink(rows, { id, requesterId }, ticket, 'follows'),
    ...timeline(input, ticket.id, 'follow-up', { newValue: id }),
  ];
}
