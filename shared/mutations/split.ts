import * as z from 'zod/mini';
import { attachmentRef, type Attachment } from '../model/attachment.ts';
import { idFrom } from '../model/derived-id.ts';
import { isRedacted, messageRef, type Message, type TimelineEvent } from '../model/conversation.ts';
import { idSchema, lineSchema, numberSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { isPublicLink } from '../model/link.ts';
import type { RowRef } from '../model/rows.ts';
import type { Ticket } from '../model/ticket.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { deadlineOf } from '../rules/sla.ts';
import { checkRoom, isOwn, linkRefs, writeLink } from './link.ts';
import { defineMutation } from './mutation.ts';
import { newTicket, sortedAs, sortingLists } from './new-ticket.ts';
import { insert, refuse, type Rows, type Write } from './plan.ts';
import { openTicket, ticketRef, timeline, timelineAs } from './ticket-access.ts';

/** The entry that says that a message was split off: one a message, so that of two who do it at once the second learns of the first. */
const markRef = (ticketId: string, messageId: string): RowRef<'event'> => ({
  kind: 'event',
  id: idFrom([messageId], 7),
  ticketId,
});
/** The message as it stands in the new ticket. */
export const copyRef = (ticketId: string, messageId: string): RowRef<'message'> =>
  messageRef(ticketId, idFrom([messageId, ticketId]));

/** A file of the message as it lies in the new ticket: a row of its own about the same bytes. */
export const fileCopyRef = (ticketId: string, fileId: string): RowRef<'attachment'> =>
  attachmentRef(ticketId, idFrom([fileId, ticketId], 1));

function copyOfFile(
  { r: _r, n: _n, s: _s, ...file }: Attachment,
  message: RowRef<'message'>,
  to: string,
): Write {
  const ref = fileCopyRef(to, file.id);
  return insert(ref, { ...file, ticketId: to, id: ref.id, messageId: message.id });
}

/**
 * Whose the new ticket is: its author's, where a requester wrote the message; else that of the ticket it was written on. A
 * note becomes a ticket of whoever splits it off: its words, and a title made of them, are not the requester's to read.
 */
const requesterOf = (message: Message, ticket: Ticket, actorId: string): string => {
  if (message.internal) return actorId;
  return message.staff ? ticket.requesterId : message.authorId;
};

type Split = Record<'ticketId' | 'id', string>;

/** A message is split off once, under an identity that is nobody's yet; the split itself does not stand in its own way. */
function checkSplit(
  rows: Rows,
  { ticketId, id }: Split,
  earlier: TimelineEvent | undefined,
): Refusal | undefined {
  if (earlier) {
    const own = (earlier.newValue as { ticketId?: unknown } | null)?.ticketId === id;
    return own
      ? undefined
      : refusal('already-exists', 'This message was made a ticket already.', { messageId: 'split' });
  }
  if (rows.get(ticketRef(id)))
    return refusal('already-exists', 'A ticket with this identity already exists.');
  return checkRoom(rows, ticketId);
}

/** The new ticket's title is made of the message's words: once they were taken back, it would say them again. */
const checkWords = (message: Message): Refusal | undefined =>
  isRedacted(message)
    ? refusal('not-allowed', 'What it said was taken back: there is nothing to make a ticket of.', {
        messageId: 'redacted',
      })
    : undefined;

/**
 * Makes a ticket out of a message. The message stays where it is, and says where it went; what came with it goes along, and
 * what is still on its way comes to both (files/intake.ts).
 */
export const splitTicket = defineMutation({
  name: 'ticket.split',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    messageId: idSchema,
    /** Of the new ticket. */
    id: idSchema,
    /** From the device's lease; null when it is spent: "number follows". */
    number: z.nullable(numberSchema),
    title: lineSchema(limits.title),
  }),
  reads: ({ ticketId, messageId, id }) => [
    ticketRef(ticketId),
    ticketRef(id),
    messageRef(ticketId, messageId),
    copyRef(id, messageId),
    markRef(ticketId, messageId),
    ...linkRefs(ticketId, id),
  ],
  lists: ({ ticketId, id }) => [
    { kind: 'link', ticketId },
    { kind: 'attachment', ticketId },
    { kind: 'attachment', ticketId: id },
  ],
  whole: () => sortingLists,
  plan(input) {
    const { rows, args, actor, atMs } = input;
    const { ticketId, messageId, id, number, title } = args;
    const access = openTicket(rows, actor, ticketId, 'tickets:split');
    if (access.refusal) return refuse(access.refusal);
    const { ticket } = access;
    const message = rows.get(messageRef(ticketId, messageId));
    if (!message)
      return refuse(refusal('not-found', 'This message does not exist.', { messageId: 'unknown' }));
    const mark = markRef(ticketId, messageId);
    const wrong = checkSplit(rows, args, rows.get(mark)) ?? checkWords(message);
    if (wrong && !isOwn(input, 'split', [[id, 'from', ticketId]])) return refuse(wrong);
    const fresh = newTicket(id, number, title, atMs);
    const made = {
      ...fresh,
      deadline: deadlineOf(atMs, fresh.priority),
      requesterId: requesterOf(message, ticket, actor.id),
      createdBy: actor.id,
      ...sortedAs(rows, ticket),
    };
    const { authorId, body, staff, createdAt, internal } = message;
    const copy = copyRef(id, messageId);
    const own = internal || !isPublicLink('split-from', made, ticket);
    const writes = [
      insert(ticketRef(id), made),
      insert(copy, { ticketId: id, id: copy.id, authorId, body, internal, staff, createdAt }),
      ...rows
        .list('attachment', ticketId)
        .filter((file) => file.messageId === messageId)
        .map((file) => copyOfFile(file, copy, id)),
      ...writeLink(rows, made, ticket, 'split-from', { hidden: own }),
      ...timelineAs(mark.id, input, ticketId, 'split', {
        newValue: { ticketId: id, messageId },
        internal: own,
      }),
      ...timeline(input, id, 'split', { newValue: { from: ticketId, messageId }, internal: own }),
    ];
    // All of it comes to be: what is there already is its own, and the rest is still to come.
    return { writes: writes.filter(({ ref }) => !rows.get(ref)) };
  },
});
