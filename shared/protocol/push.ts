import * as z from 'zod/mini';
import { idSchema, timeSchema } from '../model/ids.ts';
import { counterSchema, dotSchema, senderShape, serverShape } from './envelope.ts';
import { bounds } from './version.ts';

/**
 * One mutation as it travels: its place in order apart from its arguments, so that bad arguments are a refusal and
 * never a broken queue (SPEC V2). Content is frozen when queued.
 */
export const sentMutationSchema = z.strictObject({
  n: counterSchema,
  uid: idSchema,
  /** The uid of the mutation before it from this replica; null for its first (SPEC O2). */
  prev: z.nullable(idSchema),
  name: z.string().check(z.maxLength(60)),
  version: z.int(),
  args: z.unknown(),
  /** The device's clock when the work was done. */
  at: timeSchema,
  /** The stamp it claims. */
  s: z.int().check(z.gte(-9_007_199_254_740_991), z.lte(9_007_199_254_740_991)),
  /** `row key.register` → the dot of the last value of another replica shown there; null when there was none (SPEC M3). */
  base: z.record(z.string().check(z.maxLength(160)), z.nullable(dotSchema)),
  /** Own mutations, unanswered when it was made, that it builds on. */
  needs: z.array(idSchema).check(z.maxLength(1_000)),
  /** Fingerprint of the writes the device planned; the server sends values back only where its own differ. */
  echo: z.string().check(z.maxLength(16)),
});
export type SentMutation = z.infer<typeof sentMutationSchema>;

/** `POST /sync/push`. */
export const pushRequestSchema = z.strictObject({
  ...senderShape,
  mutations: z.array(sentMutationSchema).check(z.minLength(1), z.maxLength(bounds.pushMutations)),
});
export type PushRequest = z.infer<typeof pushRequestSchema>;

/**
 * A register's standing value: [row key, register, columns, mark]. `*` as register stands for a whole row, whose marks
 * are among its columns.
 */
export const standingSchema = z.tuple([
  z.string(),
  z.string(),
  z.record(z.string(), z.unknown()),
  z.nullable(z.tuple([z.number(), z.number(), z.number()])),
]);
export type Standing = z.infer<typeof standingSchema>;

/** What became of the mutation under counter `n`. */
export const verdictSchema = z.object({
  n: counterSchema,
  status: z.enum(['applied', 'conflict', 'refused']),
  /** Of a refusal: a stable code, and why in words. */
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  details: z.optional(z.record(z.string(), z.string())),
  /** The effective stamp. */
  s: z.optional(z.number()),
  /** What stands now, where that is not what the device had planned. */
  standing: z.optional(z.array(standingSchema)),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const pushReplySchema = z.object({
  ...serverShape,
  verdicts: z.array(verdictSchema),
  /** Why not every mutation has a verdict: see SPEC O2, O3, I1. */
  stop: z.optional(
    z.discriminatedUnion('code', [
      z.object({ code: z.literal('gap'), expected: counterSchema }),
      z.object({ code: z.literal('forked') }),
      z.object({ code: z.literal('retired') }),
      z.object({ code: z.literal('restored') }),
    ]),
  ),
});
export type PushReply = z.infer<typeof pushReplySchema>;
