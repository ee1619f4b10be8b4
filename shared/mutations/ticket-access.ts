import { eventId } from '../model/derived-id.ts';
import type { Role } from '../model/directory.ts';
import type { RowRef } from '../model/rows.ts';
import type { Status, Ticket } from '../model/ticket.ts';
import type { EventKind } from '../model/conversation.ts';
import { may, type Permission } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { missingFields, needsFields } from '../rules/required-fields.ts';
import { roleOn, worksOn } from '../rules/scopes.ts';
import { insert, type Actor, type PlanInput, type Rows, type Write } from './plan.ts';

export const ticketRef = (id: string): RowRef<'ticket'> => ({ kind: 'ticket', id });
export const personRef = (id: string): RowRef<'person'> => ({ kind: 'person', id });
export const eventRef = (ticketId: string, id: string): RowRef<'event'> => ({ kind: 'event', id, ticketId });

type Access = { ticket: Ticket; role: Role; refusal?: never } | { refusal: Refusal; ticket?: never };

/** The ticket, if the actor may see it, and whether they work on it. What they may not see does not exist for them. */
export function seenTicket(
  rows: Rows,
  actor: Actor,
  ticketId: string,
): { ticket: Ticket; works: boolean; refusal?: never } | { refusal: Refusal; ticket?: never } {
  const ticket = rows.get(ticketRef(ticketId));
  const works = ticket !== undefined && worksOn(actor, ticket);
  if (!ticket || (!works && ticket.requesterId !== actor.id))
    return { refusal: refusal('not-found', 'This ticket is not there, or not shared with you.') };
  return { ticket, works };
}

/** The ticket, if the actor may see it and do this to it, and the role in which they meet it. */
export function openTicket(rows: Rows, actor: Actor, ticketId: string, needs: Permission): Access {
  const seen = seenTicket(rows, actor, ticketId);
  if (seen.refusal) return seen;
  const { ticket } = seen;
  const role = roleOn(actor, ticket);
  if (!may(role, needs)) return { refusal: refusal('not-allowed', 'Your role may not do this.') };
  return { ticket, role };
}

/** Why somebody who fills in fields may not move a ticket to a status yet (rules/required-fields.ts). */
export function lackedFor(rows: Rows, ticketId: string, to: Status): Refusal | undefined {
  return needsFields(missingFields(rows.all('field'), rows.list('fieldValue', ticketId), to));
}

type TimelineInput = Pick<PlanInput<unknown>, 'rows' | 'atMs'> & { actor: { id: string | null } };
interface Happened {
  oldValue?: unknown;
  newValue?: unknown;
  reason?: string | null;
  internal?: boolean;
}

/**
 * The timeline entry of a mutation, unless that mutation has already written it. Its id follows from the mutation's own,
 * so that planning again on the result adds nothing. `nth`: of several entries, which; a mutation says how many it has.
 */
export function timeline(
  input: TimelineInput & { uid: string },
  ticketId: string,
  what: EventKind,
  change: Happened,
  nth = 0,
): Write[] {
  return timelineAs(eventId(input.uid, nth), input, ticketId, what, change);
}

/** A timeline entry under an id of its own, where another than the mutation's says what it is about. */
export function timelineAs(
  id: string,
  input: TimelineInput,
  ticketId: string,
  what: EventKind,
  change: Happened,
): Write[] {
  const ref: RowRef<'event'> = { kind: 'event', id, ticketId };
  if (input.rows.get(ref)) return [];
  return [
    insert(ref, {
      ticketId,
      id,
      actorId: input.actor.id,
      what,
      oldValue: change.oldValue ?? null,
      newValue: change.newValue ?? null,
      reason: change.reason ?? null,
      internal: change.internal ?? false,
      createdAt: input.atMs,
    }),
  ];
}
