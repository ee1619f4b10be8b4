import * as z from 'zod/mini';
import { messageRef, REDACTED, type Message } from '../model/conversation.ts';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { RowRef } from '../model/rows.ts';
import { editRefusal, redactRefusal } from '../rules/message-change.ts';
import { isStaff } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set, type Plan, type PlanInput } from './plan.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';

const named = { ticketId: idSchema, messageId: idSchema };
interface Named {
  ticketId: string;
  messageId: string;
}

/** Gives a message other words, where nothing is in the way, and says in the timeline that it did. */
function rewrite(
  input: PlanInput<Named>,
  body: string,
  what: 'message-edited' | 'message-redacted',
  wrong: (message: Message, role: 'user' | 'agent' | 'admin') => Refusal | undefined,
): Plan {
  const { rows, args, actor } = input;
  const access = openTicket(rows, actor, args.ticketId, 'messages:public');
  if (access.refusal) return refuse(access.refusal);
  const message = rows.get(messageRef(args.ticketId, args.messageId));
  // A note does not exist for who may not read it.
  if (!message || (message.internal && !isStaff(access.role)))
    return refuse(refusal('not-found', 'This message does not exist.', { messageId: 'unknown' }));
  const problem = wrong(message, access.role);
  if (problem) return refuse(problem);
  const writes = [set(messageRef(args.ticketId, args.messageId), 'row', { body })];
  if (message.body === body) return { writes };
  const { internal } = message;
  const newValue = { messageId: message.id };
  return { writes: [...writes, ...timeline(input, args.ticketId, what, { newValue, internal })] };
}

const reads = (args: Named): RowRef[] => [
  ticketRef(args.ticketId),
  messageRef(args.ticketId, args.messageId),
];

/** Its author says it otherwise. What it said is in the audit log alone. */
export const editMessage = defineMutation({
  name: 'message.edit',
  version: 1,
  schema: z.strictObject({ ...named, body: textSchema(1, limits.message) }),
  reads,
  plan(input) {
    const { args, actor, atMs } = input;
    if (!args.body.trim())
      return refuse(refusal('bad-arguments', 'The message is empty.', { body: 'required' }));
    return rewrite(input, args.body, 'message-edited', (message) => editRefusal(message, actor, atMs));
  },
});

/** What it said is taken back, for good: the words leave every device that has them. */
export const redactMessage = defineMutation({
  name: 'message.redact',
  version: 1,
  schema: z.strictObject(named),
  reads,
  plan: (input) =>
    rewrite(input, REDACTED, 'message-redacted', (message, role) =>
      redactRefusal(message, { id: input.actor.id, role }),
    ),
});
