import type { Role } from '../model/directory.ts';
import type { RowKind, RowTypes } from '../model/rows.ts';
import type { Ticket } from '../model/ticket.ts';
import { isStaff } from './permissions.ts';

/** A slice of a tenant's rows (SPEC S1). `requester:<person>` is one person's own tickets. */
export type ScopeKey = 'tenant' | 'desk' | 'portal' | `requester:${string}`;

/** The scopes a person holds. Permission to read is a function of scope alone. */
export function scopesHeldBy(person: { id: string; role: Role }): ScopeKey[] {
  return isStaff(person.role) ? ['tenant', 'desk'] : ['portal', `requester:${person.id}`];
}

/**
 * The one function that says where a row is (SPEC S2). `ticket` is the ticket a child belongs to, and the row itself
 * for a ticket. A kind not named here is in no scope: nobody receives it.
 */
export function scopesOf<K extends RowKind>(
  kind: K,
  row: RowTypes[K],
  ticket: Ticket | undefined,
): ScopeKey[] {
  switch (kind) {
    case 'ticket':
      return inThread(row as RowTypes['ticket'], true);
    case 'message':
      return inThread(ticket, !(row as RowTypes['message']).internal);
    case 'event':
      return inThread(ticket, !(row as RowTypes['event']).internal);
    case 'fieldValue':
      return inThread(ticket, (row as RowTypes['fieldValue']).public);
    case 'ticketTag':
      return inThread(ticket, false);
    case 'person':
    case 'team':
    case 'membership':
    case 'tag':
      return ['tenant'];
    case 'category':
      return ['tenant', 'portal'];
    case 'field':
      return (row as RowTypes['field']).public ? ['tenant', 'portal'] : ['tenant'];
    default:
      return [];
  }
}

function inThread(ticket: Ticket | undefined, shownToRequester: boolean): ScopeKey[] {
  if (!ticket) return [];
  return shownToRequester ? ['desk', `requester:${ticket.requesterId}`] : ['desk'];
}

/** The people whose names a requester meets in a row of their own thread: their names go with it (SPEC S3). */
export function namesIn<K extends RowKind>(kind: K, row: RowTypes[K]): string[] {
  switch (kind) {
    case 'ticket': {
      const ticket = row as RowTypes['ticket'];
      return [ticket.requesterId, ticket.createdBy, ...(ticket.assigneeId ? [ticket.assigneeId] : [])];
    }
    case 'message':
      return [(row as RowTypes['message']).authorId];
    case 'event': {
      const { actorId } = row as RowTypes['event'];
      return actorId ? [actorId] : [];
    }
    default:
      return [];
  }
}

/** What a requester may not learn of a row they do receive: that and when internal notes were written. */
export function projectTicket(ticket: Ticket, scope: ScopeKey): Ticket {
  return scope.startsWith('requester:') ? { ...ticket, notedAt: null } : ticket;
}
