import type { Approval, ApprovalKind } from '../model/approval.ts';
import { approvalDaysIn, isApprovalWanted } from '../model/policy.ts';
import { isActive, type Priority, type Status, type Ticket } from '../model/ticket.ts';

const DAY_MS = 86_400_000;

/** Whether a priority is one that needs a word: only raising to it is, keeping it is not. */
export function raisesToUrgent(from: Priority, to: Priority): boolean {
  return to === 'urgent' && from !== 'urgent';
}

/**
 * What kind of word a move of a ticket may need, before the tenant is asked whether it wants any. Settling counts once: what
 * was resolved unanswered is not asked about again when it closes.
 */
export function kindOfMove(
  ticket: Pick<Ticket, 'status' | 'firstResponseAt'>,
  to: Status,
): Extract<ApprovalKind, 'unanswered' | 'reopened'> | undefined {
  if (isActive(ticket.status))
    return isActive(to) || ticket.firstResponseAt != null ? undefined : 'unanswered';
  return to === 'open' ? 'reopened' : undefined;
}

/**
 * Whether merging a ticket settles it without a reply. What the same person has written twice is answered in the ticket it
 * goes into; of a ticket of somebody else's a requester sees nothing, and theirs is closed as any other.
 */
export function mergesUnanswered(
  ticket: Pick<Ticket, 'status' | 'firstResponseAt' | 'requesterId'>,
  into: Pick<Ticket, 'status' | 'firstResponseAt' | 'requesterId'>,
): boolean {
  if (kindOfMove(ticket, 'closed') !== 'unanswered') return false;
  const isAnsweredThere = isActive(into.status) || into.firstResponseAt != null;
  return ticket.requesterId !== into.requesterId || !isAnsweredThere;
}

/** Whether the tenant wants a word for it, by the value of its policy. `atMs`: when it is done, in server time. */
export function needsWord(
  what: ApprovalKind,
  policy: unknown,
  ticket: Pick<Ticket, 'resolvedAt' | 'closedAt'>,
  atMs: number,
): boolean {
  if (what !== 'reopened') return isApprovalWanted(policy);
  const days = approvalDaysIn(policy);
  if (days === null) return false;
  // From when the work was settled: closing what had been resolved long before begins nothing anew.
  const settledAt = ticket.resolvedAt ?? ticket.closedAt;
  return settledAt != null && atMs - settledAt > days * DAY_MS;
}

/** What a request of this kind is made over: the ticket's priority or its status. */
export const valueAskedOver = (
  what: ApprovalKind,
  { priority, status }: Pick<Ticket, 'priority' | 'status'>,
): Priority | Status => (what === 'urgent' ? priority : status);

/** Whether what a request is about has changed since it was made: approving it would do something else than was asked. */
export function isOvertaken(
  { what, fromValue }: Pick<Approval, 'what' | 'fromValue'>,
  ticket: Pick<Ticket, 'priority' | 'status'>,
): boolean {
  return valueAskedOver(what, ticket) !== fromValue;
}

/** Whether a request still waits for a word that could be given. */
export const waitsForWord = (
  asked: Pick<Approval, 'state' | 'what' | 'fromValue'>,
  ticket: Pick<Ticket, 'priority' | 'status'>,
): boolean => asked.state === 'pending' && !isOvertaken(asked, ticket);
