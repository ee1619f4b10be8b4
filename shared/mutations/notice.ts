import * as z from 'zod/mini';
import { idSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { noticeRef } from '../model/notice.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set, type Write } from './plan.ts';

/** A person has seen what they were told, here and so on all of their devices; or wants it to stand out again. */
export const readNotices = defineMutation({
  name: 'notice.read',
  version: 1,
  schema: z.strictObject({
    ids: z.array(idSchema).check(z.minLength(1), z.maxLength(limits.noticesAtOnce)),
    read: z.boolean(),
  }),
  reads: ({ ids }) => ids.map(noticeRef),
  locks: ({ ids }) => ids.map(noticeRef),
  plan({ rows, args, actor, atMs }) {
    const writes: Write[] = [];
    for (const id of new Set(args.ids)) {
      const notice = rows.get(noticeRef(id));
      // Somebody else's is as one that is not there.
      if (notice?.personId !== actor.id)
        return refuse(refusal('not-found', 'This notification is not there, or is not yours.'));
      const readAt = args.read ? (notice.readAt ?? atMs) : null;
      writes.push(
        set(noticeRef(id), 'row', { readAt, count: notice.count, endedAt: notice.endedAt ?? null }),
      );
    }
    return { writes };
  },
});
