import * as z from 'zod/mini';
import { idSchema } from '../model/ids.ts';
import { roleSchema } from '../model/directory.ts';
import { counterSchema, senderShape, serverShape } from './envelope.ts';

/**
 * `POST /sync/replicas`: makes a replica known and gives it its ordinal. Asking again is answered alike.
 * `was` names the identity it descends from, after a fork (SPEC O3).
 */
export const registerRequestSchema = z.strictObject({
  ...senderShape,
  was: z.nullable(z.strictObject({ replica: idSchema, answered: counterSchema })),
});
export type RegisterRequest = z.infer<typeof registerRequestSchema>;

export const registerReplySchema = z.object({
  ...serverShape,
  ord: counterSchema,
  /** The head the server has for it: more than 0 on a device that lost its own memory of it. */
  head: counterSchema,
  role: roleSchema,
});
export type RegisterReply = z.infer<typeof registerReplySchema>;

/** `POST /sync/numbers`: leases ticket numbers of a month (SPEC N1). */
export const numbersRequestSchema = z.strictObject({
  ...senderShape,
  months: z
    .array(
      z.strictObject({
        month: z.int().check(
          z.gte(190001),
          z.lte(999912),
          z.refine((month) => month % 100 >= 1 && month % 100 <= 12, 'is no month'),
        ),
        held: counterSchema,
      }),
    )
    .check(z.maxLength(3)),
});
export type NumbersRequest = z.infer<typeof numbersRequestSchema>;

export const numbersReplySchema = z.object({ ...serverShape, numbers: z.array(z.string()) });
export type NumbersReply = z.infer<typeof numbersReplySchema>;
