import type { RowRef } from './rows.ts';
import type { Versioned } from './versioned.ts';

/** What a person is told of (product.md, Notifications). */
export const noticeKinds = [
  'assigned', 'mentioned', 'replied', 'noted', 'escalated', 'missed', 'warned', 'asked', 'answered', 'overtaken',
  'split', 'redacted',
] as const; // prettier-ignore
export type NoticeKind = (typeof noticeKinds)[number];

/**
 * One entry of a person's inbox: that something happened on a ticket, and never what the ticket says. Whoever may no
 * longer see the ticket reads no more than that there was something.
 */
export interface Notice extends Versioned {
  id: string;
  /** Whose it is; nobody else ever receives it. */
  personId: string;
  what: NoticeKind;
  ticketId: string;
  /** The message, request or timeline entry it is about; the ticket itself where it is about that. */
  aboutId: string;
  /** Who did it; null for the server. */
  byId: string | null;
  /** When it happened, in milliseconds since 1970. */
  at: number;
  /** How many tickets it stands for: more than one where a person would drown in single ones. */
  count: number;
  readAt: number | null;
  /**
   * When what it tells of no longer held (a breach withdrawn, a request decided, words taken back); null or absent while
   * it does.
   */
  endedAt?: number | null;
  /** Whether it is so old that it has left its person's devices. */
  aged: boolean;
}

export const noticeColumns = [
  'id', 'personId', 'what', 'ticketId', 'aboutId', 'byId', 'at', 'count', 'readAt', 'aged', 'r', 'n', 's', 'endedAt',
] as const satisfies readonly (keyof Notice)[]; // prettier-ignore

export const noticeRef = (id: string): RowRef<'notice'> => ({ kind: 'notice', id });
