import type { Message, TimelineEvent } from '../model/conversation.ts';
import type { Ticket } from '../model/ticket.ts';

/** Columns that follow from a ticket's children: no register, no conflict, the same on both sides whatever the order. */
type Derived = Pick<Ticket, 'updatedAt' | 'notedAt' | 'firstResponseAt'>;

/** The ticket after a message was added to it. */
export function withMessage<T extends Derived>(
  ticket: T,
  message: Pick<Message, 'internal' | 'staff' | 'createdAt'>,
): T {
  const at = message.createdAt;
  if (message.internal) return { ...ticket, notedAt: Math.max(ticket.notedAt ?? at, at) };
  const answered = message.staff ? Math.min(ticket.firstResponseAt ?? at, at) : ticket.firstResponseAt;
  return { ...ticket, updatedAt: Math.max(ticket.updatedAt, at), firstResponseAt: answered };
}

/** The ticket after something happened to it. */
export function withEvent<T extends Derived>(
  ticket: T,
  event: Pick<TimelineEvent, 'internal' | 'createdAt'>,
): T {
  const at = event.createdAt;
  if (event.internal) return { ...ticket, notedAt: Math.max(ticket.notedAt ?? at, at) };
  return { ...ticket, updatedAt: Math.max(ticket.updatedAt, at) };
}

/** When staff last had something new to see on it. */
export function lastActivity(ticket: Derived): number {
  return Math.max(ticket.updatedAt, ticket.notedAt ?? 0);
}
