import * as z from 'zod/mini';
import { idSchema, numberSchema, timeSchema } from '../model/ids.ts';
import { bounds } from './version.ts';

/** Which entries of the log are wanted; what is absent lets everything through. */
const wantedShape = {
  /** Who did it. */
  personId: z.nullable(idSchema),
  /** What was done, by its name: `ticket.move`. */
  action: z.nullable(z.string().check(z.regex(/^[a-z.-]{1,60}$/))),
  /** A ticket it was about, by its number, or one it had before. */
  ticket: z.nullable(numberSchema),
  /** Reached the server from here on, and before there: milliseconds since 1970. */
  from: z.nullable(timeSchema),
  until: z.nullable(timeSchema),
  /** Only what was refused. */
  refused: z.boolean(),
} as const;

const cursorSchema = z.tuple([timeSchema, idSchema]);

/** `POST /desk/audit/search`: the log of the whole tenant, newest first, for admins. */
export const auditSearchRequestSchema = z.strictObject({ ...wantedShape, after: z.nullable(cursorSchema) });
export type AuditSearchRequest = z.infer<typeof auditSearchRequestSchema>;

export const auditEntrySchema = z.object({
  id: idSchema,
  /** When the server had it. */
  at: timeSchema,
  /** When it was done, in server time; and what the device's own clock said, where it said something. */
  claimedAt: timeSchema,
  claimedRaw: z.nullable(z.number()),
  clamped: z.boolean(),
  /** Null: the server itself. */
  actorId: z.nullable(idSchema),
  action: z.string(),
  subject: z.string(),
  subjectId: z.nullable(idSchema),
  /** The tickets that it was about, its subject first; one more than `auditTickets` where there are more. */
  ticketIds: z.optional(z.array(idSchema)),
  /** `[row key, register, before, after]` of what changed; of what was read or taken along, what was asked for. */
  changes: z.nullable(z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())])),
  refused: z.nullable(z.string()),
  asked: z.nullable(z.record(z.string(), z.unknown())),
});
export type AuditedEntry = z.infer<typeof auditEntrySchema>;

export const auditSearchReplySchema = z.object({
  entries: z.array(auditEntrySchema).check(z.maxLength(bounds.auditPage)),
  /** Numbers and titles of the tickets among them. */
  tickets: z.array(z.tuple([idSchema, z.nullable(z.string()), z.string()])),
  next: z.nullable(cursorSchema),
});
export type AuditSearchReply = z.infer<typeof auditSearchReplySchema>;

/** `POST /desk/audit/export`: all of what is wanted, as a file: CSV, or a JSON object a line. Each export is logged. */
export const auditExportRequestSchema = z.strictObject({ ...wantedShape, format: z.enum(['csv', 'jsonl']) });
export type AuditExportRequest = z.infer<typeof auditExportRequestSchema>;
