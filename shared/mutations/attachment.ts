import * as z from 'zod/mini';
import { attachmentRef } from '../model/attachment.ts';
import { messageRef } from '../model/conversation.ts';
import { idSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { RowRef } from '../model/rows.ts';
import { isFileName } from '../rules/file-names.ts';
import { isStaff } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, type Content, type Rows } from './plan.ts';
import { openTicket, ticketRef } from './ticket-access.ts';

/** Which ticket it lies under: a reply to a settled ticket may have opened another, and what it brought goes with it. */
interface Where {
  ticketId: string;
  messageId: string | null;
  followUpId?: string | undefined;
}
function placeOf(rows: Rows, { ticketId, messageId, followUpId }: Where): string {
  if (messageId === null || followUpId === undefined) return ticketId;
  return rows.get(messageRef(followUpId, messageId)) ? followUpId : ticketId;
}

const dimension = z.nullable(z.int().check(z.gte(1), z.lte(100_000)));

/**
 * Puts a file on a ticket: that there is one, how large, and what it is by its digest. The bytes follow by their own way
 * and are held against this (SPEC F1, F2). Whoever may say something may show something.
 */
export const addAttachment = defineMutation({
  name: 'attachment.add',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    id: idSchema,
    /** The own message it goes with; null where it belongs to the ticket itself. */
    messageId: z.nullable(idSchema),
    /** Of its requester: the ticket that the message opens should this one be settled for good by then. */
    followUpId: z.optional(idSchema),
    name: z.string().check(
      z.maxLength(limits.fileName),
      z.refine((name) => isFileName(name), 'is not the name of a file'),
    ),
    type: z.string().check(z.maxLength(100), z.regex(/^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/)),
    bytes: z.int().check(z.gte(1), z.lte(limits.fileBytes)),
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    width: dimension,
    height: dimension,
    /** Of a file that goes with no message; one that does is as its message is. */
    internal: z.boolean(),
  }),
  reads: ({ ticketId, id, messageId, followUpId }) =>
    [ticketId, ...(followUpId === undefined ? [] : [followUpId])].flatMap((at): RowRef[] => [
      ticketRef(at),
      attachmentRef(at, id),
      ...(messageId === null ? [] : [messageRef(at, messageId)]),
    ]),
  lists: ({ ticketId }) => [{ kind: 'attachment', ticketId }],
  plan({ rows, args, actor, atMs }) {
    const { id, messageId, name, type, bytes, sha256, width, height } = args;
    const ticketId = placeOf(rows, args);
    const access = openTicket(rows, actor, ticketId, 'messages:public');
    if (access.refusal) return refuse(access.refusal);
    const staff = isStaff(access.role);
    const message = messageId === null ? undefined : rows.get(messageRef(ticketId, messageId));
    // An internal note is not there for those it is kept from.
    if (messageId !== null && (!message || (message.internal && !staff)))
      return refuse(refusal('not-found', 'This message does not exist.', { messageId: 'unknown' }));
    if (message && message.authorId !== actor.id)
      return refuse(refusal('not-allowed', 'Files go with what one has written oneself.'));
    const internal = message?.internal ?? args.internal;
    if (internal && !staff) return refuse(refusal('not-allowed', 'Your role may not do this.'));
    const row: Content<'attachment'> = {
      ticketId,
      id,
      messageId,
      authorId: actor.id,
      name,
      type,
      bytes,
      sha256,
      width,
      height,
      internal,
      createdAt: atMs,
      storedAt: null,
    };
    const present = rows.get(attachmentRef(ticketId, id));
    if (present) {
      const own = present.authorId === actor.id && present.sha256 === sha256 && present.bytes === bytes;
      return own
        ? { writes: [] }
        : refuse(refusal('already-exists', 'A file with this identity already exists.'));
    }
    if (rows.list('attachment', ticketId).length >= limits.filesPerTicket)
      return refuse(refusal('too-many-files', `A ticket takes ${limits.filesPerTicket} files at most.`));
    return { writes: [insert(attachmentRef(ticketId, id), row)] };
  },
});
