import type { RowRef } from './rows.ts';
import type { Versioned } from './versioned.ts';

/**
 * A file that somebody put on a ticket. The row travels with the words; the bytes go a way of their own (SPEC F1), and
 * until they have come to the office everybody sees that there is something, and whose device it is still on.
 */
export interface Attachment extends Versioned {
  ticketId: string;
  id: string;
  /** What it was sent with; null where it was given with the ticket itself. */
  messageId: string | null;
  authorId: string;
  /** A file's name, never a path. */
  name: string;
  /** As its author's device has it; from `storedAt` on, what the server found the content to be. */
  type: string;
  /** Its size. */
  bytes: number;
  /** Of its content, in lower-case hexadecimal. */
  sha256: string;
  /** Of a picture, in pixels; null for everything else. */
  width: number | null;
  height: number | null;
  /** Whether it was put on an internal note: then it never reaches a requester. */
  internal: boolean;
  createdAt: number;
  /** When the office had all of it; null until then. Written by the server alone. */
  storedAt: number | null;
}

export const attachmentColumns = [
  'ticketId', 'id', 'messageId', 'authorId', 'name', 'type', 'bytes', 'sha256', 'width', 'height', 'internal', 'createdAt',
  'storedAt', 'r', 'n', 's',
] as const satisfies readonly (keyof Attachment)[]; // prettier-ignore

export const attachmentRef = (ticketId: string, id: string): RowRef<'attachment'> => ({
  kind: 'attachment',
  id,
  ticketId,
});
