import * as z from 'zod/mini';
import { counterSchema, scopeKeySchema, senderShape } from './envelope.ts';
import { packedVectorSchema } from './pull.ts';
import { bounds } from './version.ts';

/** `POST /sync/fill`: the first delivery of scopes, resumable page by page (SPEC S5). Answers lines of JSON. */
export const fillRequestSchema = z.strictObject({
  ...senderShape,
  scopes: z
    .array(
      z.strictObject({
        key: scopeKeySchema,
        /** Counts the device's fills of this scope; lines of another generation are dropped. */
        generation: counterSchema,
        /** Null to begin; then what the first line and the last page gave. */
        resume: z.nullable(
          z.strictObject({
            epoch: counterSchema,
            cursor: z.nullable(z.string().check(z.maxLength(80))),
            heads: packedVectorSchema,
          }),
        ),
        /** Whether newest active tickets come first, for the screen. */
        screen: z.boolean(),
      }),
    )
    .check(z.minLength(1), z.maxLength(bounds.scopes)),
});
export type FillRequest = z.infer<typeof fillRequestSchema>;

/** Lines that are objects steer; lines that are arrays are rows: `[kind, row]`, or a whole ticket (see ticketLine). */
export const fillControlSchema = z.discriminatedUnion('line', [
  z.object({
    line: z.literal('start'),
    incarnation: z.string(),
    now: z.number(),
    columns: z.record(z.string(), z.array(z.string())),
  }),
  z.object({
    line: z.literal('scope'),
    scope: counterSchema,
    key: scopeKeySchema,
    generation: counterSchema,
    epoch: counterSchema,
    heads: packedVectorSchema,
    digest: z.nullable(z.string()),
    /** Of what is one person's alone: the scopes they held when it was read, from which follows what it shows (SPEC S8). */
    under: z.optional(z.array(scopeKeySchema)),
  }),
  /** The rows before this line are a page: apply them, and the fill may resume from here. A null cursor resumes nowhere. */
  z.object({ line: z.literal('page'), scope: counterSchema, cursor: z.nullable(z.string()) }),
  z.object({ line: z.literal('end'), scope: counterSchema }),
  z.object({ line: z.literal('restart'), scope: counterSchema }),
  z.object({ line: z.literal('restored'), incarnation: z.string() }),
  z.object({ line: z.literal('done') }),
]);
export type FillControl = z.infer<typeof fillControlSchema>;

/**
 * A whole ticket on a line: [kind code, ticket, tags, field values, messages, events, later], each row a list by `columns`.
 * `later`: of kinds that came after the first apps, [kind code, rows]; those apps read no further than events.
 */
export type TicketLine = [
  kind: number,
  ticket: unknown[],
  tags: unknown[][],
  values: unknown[][],
  messages: unknown[][],
  events: unknown[][],
  later?: [kind: number, rows: unknown[][]][],
];
/** Any other row on a line. */
export type RowLine = [kind: number, row: unknown[]];
