import type { Message } from '../model/conversation.ts';
import type { Ticket } from '../model/ticket.ts';
import { followChain } from './leading.ts';
import type { PlanInput, Rows, Write } from './plan.ts';
import { ticketRef, timeline } from './ticket-access.ts';

/** Where a ticket was merged, if that is why it is closed, as far as these rows tell. */
export function mergedInto(rows: Rows, ticket: Ticket): Ticket | undefined {
  if (ticket.status !== 'closed') return undefined;
  const last = followChain(rows, { ticketId: ticket.id, what: 'merged-into' }).at(-1);
  return last === undefined ? undefined : rows.get(ticketRef(last));
}

/**
 * Tells the ticket on which a message is read that it is there. The message itself stays where it was written. The
 * requester of that ticket learns nothing of another one's words: neither that there are any, nor whose.
 */
export function tellOf(
  input: PlanInput<unknown>,
  message: Pick<Message, 'ticketId' | 'id' | 'internal' | 'staff'>,
  oneRequester: boolean,
  into: Ticket,
): Write[] {
  const { ticketId, id: messageId, staff } = message;
  const told = { ticketId, messageId, asks: !staff && oneRequester };
  const internal = message.internal || !oneRequester;
  return timeline(input, into.id, 'merged-reply', { newValue: told, internal }, 1);
}
