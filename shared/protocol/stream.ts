import * as z from 'zod/mini';
import { counterSchema } from './envelope.ts';
import { entrySchema, grantsSchema, heldSchema } from './pull.ts';

/** `GET /sync/stream` with the access token: events that wake, and may carry a delta (SPEC S7). */

/** The stream begins at this point; a device whose digest differs pulls. */
export const helloSchema = z.object({
  incarnation: z.string(),
  now: z.number(),
  stream: z.string(),
  digest: z.string(),
  epoch: counterSchema,
  grants: z.optional(grantsSchema),
  held: heldSchema,
});
export type Hello = z.infer<typeof helloSchema>;

/** Everything for all held scopes since the stream's previous point. */
export const deltaSchema = z.object({
  seq: counterSchema,
  epoch: counterSchema,
  /** [replica, from, to] for each replica that moved. */
  changed: z.array(z.tuple([counterSchema, counterSchema, counterSchema])),
  entries: z.array(entrySchema),
  /** The digest of the stream's previous point, and of the heads reached. */
  was: z.string(),
  digest: z.string(),
});
export type Delta = z.infer<typeof deltaSchema>;

/** The server is going away: come back after this long. */
export const byeSchema = z.object({ retryMs: z.int() });
