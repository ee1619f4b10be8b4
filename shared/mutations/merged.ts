import type { Message } from '../model/conversation.ts';
import type { Ticket } from '../model/ticket.ts';
import { statusRegister } from '../rules/lifecycle.ts';
import { followChain } from './leading.ts';
import { set, type PlanInput, type Write } from './plan.ts';
import { ticketRef, timeline } from './ticket-access.ts';

/**
 * The ticket on which people read what is written on this one: itself, or where it was merged. Who may not see that one has
 * a closed ticket, as any other; only what they wrote before it was closed is taken there too.
 */
export function readOn(
  { rows, actor, atMs }: Pick<PlanInput<unknown>, 'rows' | 'actor' | 'atMs'>,
  ticket: Ticket,
  staff: boolean,
): Ticket {
  if (ticket.status !== 'closed') return ticket;
  const last = followChain(rows, { ticketId: ticket.id, what: 'merged-into' }).at(-1);
  const into = last === undefined ? undefined : rows.get(ticketRef(last));
  if (!into) return ticket;
  const knew = ticket.closedAt !== null && ticket.closedAt <= atMs;
  return staff || into.requesterId === actor.id || !knew ? into : ticket;
}

/** A message on a ticket that is read on another: what it does there. The message itself stays where it was written. */
interface Written {
  ticket: Ticket;
  shownOn: Ticket;
  message: Pick<Message, 'id' | 'internal' | 'staff'>;
  reopens: boolean;
}

/**
 * Tells the ticket on which a message is read that it is there, and opens it again where such a reply would. Its own requester
 * learns nothing of another one's words: neither that there are any, nor whose.
 */
export function writtenThere(
  input: PlanInput<unknown>,
  { ticket, shownOn, message, reopens }: Written,
): Write[] {
  const { id, status, requesterId } = shownOn;
  const oneRequester = requesterId === ticket.requesterId;
  const told = { ticketId: ticket.id, messageId: message.id, asks: !message.staff && !message.internal };
  const internal = message.internal || !oneRequester;
  const writes = timeline(input, id, 'merged-reply', { newValue: told, internal }, 1);
  if (!reopens) return writes;
  const actor = oneRequester ? input.actor : { id: null };
  return [
    ...writes,
    set(ticketRef(id), 'status', statusRegister(shownOn, 'open', input.atMs)),
    ...timeline({ ...input, actor }, id, 'status', { oldValue: status, newValue: 'open' }),
  ];
}
