import * as z from 'zod/mini';
import { lineSchema, textSchema } from './ids.ts';
import { limits } from './limits.ts';
import { unknownVariables } from './variable.ts';

/** A text that is kept to be sent often, in which `{{requester.name}}` and the like are left open. */
export const preparedTextSchema = textSchema(1, limits.message).check(
  z.regex(/\S/),
  z.refine((text) => unknownVariables(text).length === 0, 'a variable is not known'),
);

/** A reply that staff insert by its name. */
export const cannedReplySchema = z.strictObject({
  name: lineSchema(limits.name),
  text: preparedTextSchema,
});
export type CannedReply = z.infer<typeof cannedReplySchema>;
