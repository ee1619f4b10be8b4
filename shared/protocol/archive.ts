import * as z from 'zod/mini';
import { idSchema, textSchema, timeSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { prioritySchema } from '../model/ticket.ts';
import { bounds } from './version.ts';

/** Where a page ends: when the last ticket on it was closed, and which it is. */
const cursorSchema = z.tuple([timeSchema, idSchema]);

/**
 * `POST /desk/archive/search`: tickets of the archive that whoever asks may see, those closed last first. Every word has to occur,
 * each may go on; an absent filter lets everything through. Every search is logged.
 */
export const archiveSearchRequestSchema = z.strictObject({
  words: textSchema(0, limits.search),
  requesterId: z.nullable(idSchema),
  assigneeId: z.nullable(idSchema),
  teamId: z.nullable(idSchema),
  categoryId: z.nullable(idSchema),
  priority: z.nullable(prioritySchema),
  /** Closed from here on, and before there: milliseconds since 1970. */
  from: z.nullable(timeSchema),
  until: z.nullable(timeSchema),
  /** Where the page before this one ended; null: the first. */
  after: z.nullable(cursorSchema),
});
export type ArchiveSearchRequest = z.infer<typeof archiveSearchRequestSchema>;

const foundSchema = z.object({
  id: idSchema,
  number: z.nullable(z.string()),
  title: z.string(),
  priority: prioritySchema,
  requesterId: idSchema,
  assigneeId: z.nullable(idSchema),
  teamId: z.nullable(idSchema),
  createdAt: timeSchema,
  closedAt: timeSchema,
  archivedAt: timeSchema,
});

/** The names of people, as far as the tickets beside them show them. */
const namesSchema = z.array(z.tuple([idSchema, z.string()]));

export const archiveSearchReplySchema = z.object({
  tickets: z.array(foundSchema).check(z.maxLength(bounds.archivePage)),
  names: namesSchema,
  /** Where the next page begins; null: this was the last. */
  next: z.nullable(cursorSchema),
});
export type ArchiveSearchReply = z.infer<typeof archiveSearchReplySchema>;
export type ArchivedTicket = z.infer<typeof foundSchema>;

/**
 * `GET /desk/archive/tickets/:id`: a whole ticket, as a line of a fill (protocol/fill.ts) with the names of its columns, and
 * those that were merged into it, or into these, as far as whoever asks may see them.
 */
export const archivedTicketReplySchema = z.object({
  columns: z.record(z.string(), z.array(z.string())),
  line: z.array(z.unknown()),
  merged: z.optional(z.array(z.array(z.unknown()))),
  names: namesSchema,
});
export type ArchivedTicketReply = z.infer<typeof archivedTicketReplySchema>;
