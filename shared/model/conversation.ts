import type { RowRef } from './rows.ts';
import type { Versioned } from './versioned.ts';

/**
 * Who wrote it, and when, never changes. What it says may: the words that stand are here, that they are not the first ones is
 * said by a row of the timeline that points at it, and what they were is in the audit log alone (docs/decisions/0013).
 */
export interface Message extends Versioned {
  ticketId: string;
  id: string;
  authorId: string;
  /** Empty (`REDACTED`) where it was taken back: nobody can write such a one. */
  body: string;
  /** An internal note never reaches a requester. */
  internal: boolean;
  /** Whether its author was staff when it was written. */
  staff: boolean;
  createdAt: number;
  /** When the office got it, where that was later (SPEC M7). */
  receivedAt?: number | null;
}

/** What stands where somebody's words were taken back. */
export const REDACTED = '';

/** Whether what a message said was taken back. */
export const isRedacted = ({ body }: Pick<Message, 'body'>): boolean => body === REDACTED;

export const messageColumns = [
  'ticketId', 'id', 'authorId', 'body', 'internal', 'staff', 'createdAt', 'receivedAt', 'r', 'n', 's',
] as const satisfies readonly (keyof Message)[]; // prettier-ignore

export const eventKinds = [
  'title', 'description', 'category', 'status', 'priority', 'assignee', 'requester', 'field', 'tag-added', 'tag-removed',
  'follow-up', 'place', 'appointment', 'linked', 'unlinked', 'merged', 'unmerged', 'merged-reply', 'split', 'breach', 'breach-withdrawn', 'warning', 'approval',
  'message-edited', 'message-redacted', 'visit', 'signed', 'time',
] as const; // prettier-ignore
export type EventKind = (typeof eventKinds)[number];

/**
 * What happened to a ticket after it was made: its timeline (the first entry is the ticket's own createdAt). Append-only.
 * Values are ids or plain values, named by the screen. */
export interface TimelineEvent extends Versioned {
  ticketId: string;
  id: string;
  actorId: string | null;
  what: EventKind;
  oldValue: unknown;
  newValue: unknown;
  reason: string | null;
  internal: boolean;
  createdAt: number;
  /** When the office got it, where that was later (SPEC M7). */
  receivedAt?: number | null;
}

export const eventColumns = [
  'ticketId', 'id', 'actorId', 'what', 'oldValue', 'newValue', 'reason', 'internal', 'createdAt', 'receivedAt', 'r', 'n', 's',
] as const satisfies readonly (keyof TimelineEvent)[]; // prettier-ignore

/** That a ticket carries a tag. Removing keeps the row, so that both orders of add and remove settle alike. */
export interface TicketTag extends Versioned {
  ticketId: string;
  /** The tag. */
  id: string;
  removed: boolean;
}

export const ticketTagColumns = [
  'ticketId',
  'id',
  'removed',
  'r',
  'n',
  's',
] as const satisfies readonly (keyof TicketTag)[];

/** A custom field's value on a ticket. */
export interface FieldValue extends Versioned {
  ticketId: string;
  /** The field. */
  id: string;
  value: string | number | boolean | null;
  /** Whether requesters may see it: the field's own setting when it was written. */
  public: boolean;
}

export const fieldValueColumns = [
  'ticketId', 'id', 'value', 'public', 'r', 'n', 's',
] as const satisfies readonly (keyof FieldValue)[]; // prettier-ignore

export const messageRef = (ticketId: string, id: string): RowRef<'message'> => ({
  kind: 'message',
  id,
  ticketId,
});
export const fieldValueRef = (ticketId: string, id: string): RowRef<'fieldValue'> => ({
  kind: 'fieldValue',
  id,
  ticketId,
});
