import * as z from 'zod/mini';
import { idSchema } from '../model/ids.ts';
import { scopeKeySchema, senderShape, serverShape } from './envelope.ts';

/**
 * `POST /sync/check`: whether the rows a device holds are those the server holds (SPEC C1). The replica must be the
 * token's own. Compared only if the heads are still those of `at`.
 */
export const checkRequestSchema = z.strictObject({
  protocol: senderShape.protocol,
  replica: senderShape.replica,
  incarnation: idSchema,
  sentAt: senderShape.sentAt,
  app: senderShape.app,
  /** The digest at which every held scope stands. */
  at: z.string().check(z.maxLength(24)),
  /** What the confirmed rows of each held scope amount to (see model/row-sum.ts). */
  sums: z.record(scopeKeySchema, z.string().check(z.regex(/^\d{1,10}:[0-9a-f]{16}$/))),
  /** The kinds of rows the app knows, as wire codes: it passed over all others, so they are not compared. */
  kinds: z.optional(z.array(z.int().check(z.gte(1), z.lte(32_767))).check(z.maxLength(100))),
});
export type CheckRequest = z.infer<typeof checkRequestSchema>;

export const checkReplySchema = z.union([
  /** Compared: the scopes that differ, if any. They are to be filled again. */
  z.object({ ...serverShape, differing: z.array(scopeKeySchema) }),
  /** Not compared: something has happened since, or the server has had enough of sums for now. Ask another time. */
  z.object({ ...serverShape, later: z.literal(true) }),
]);
export type CheckReply = z.infer<typeof checkReplySchema>;
