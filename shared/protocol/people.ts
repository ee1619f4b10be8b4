import * as z from 'zod/mini';
import { idSchema, timeSchema } from '../model/ids.ts';

/** GET /people/last-seen: when a device of each person was last heard of, by id. Whoever never had one is absent. */
export const lastSeenReplySchema = z.object({ seen: z.array(z.tuple([idSchema, timeSchema])) });
export type LastSeenReply = z.infer<typeof lastSeenReplySchema>;
