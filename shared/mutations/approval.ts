import * as z from 'zod/mini';
import { approvalRef, type Approval, type ApprovalState } from '../model/approval.ts';
import { eventId } from '../model/derived-id.ts';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { Priority, Status } from '../model/ticket.ts';
import { isOvertaken } from '../rules/approvals.ts';
import { refusal } from '../rules/refusal.ts';
import { happened } from './ask-approval.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set, type Plan, type PlanInput } from './plan.ts';
import { moveTicket } from './status.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';
import { setPriority } from './ticket.ts';

/** What may be said of a request. */
export const decisions = ['approve', 'reject', 'withdraw'] as const;

/** What was asked for, as its decider does it. */
function granted(
  input: Omit<PlanInput<unknown>, 'args'>,
  { ticketId, what, toValue, reason }: Approval,
): Plan {
  return what === 'urgent'
    ? setPriority.plan({ ...input, args: { ticketId, priority: toValue as Priority } })
    : moveTicket.plan({ ...input, args: { ticketId, to: toValue as Status, reason } });
}

const ended: Readonly<Record<Exclude<ApprovalState, 'pending'>, string>> = {
  approved: 'This has been approved already.',
  rejected: 'This has been rejected already.',
  withdrawn: 'This was withdrawn by whoever had asked.',
  overtaken: 'This was overtaken by what had changed.',
};

/**
 * An admin approves or rejects what somebody asked for, or that somebody takes it back. Of two who decide at once the second
 * is told what the first has decided. What has changed since it was asked for is left alone, and the request says so.
 */
export const decideApproval = defineMutation({
  name: 'approval.decide',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    approvalId: idSchema,
    decision: z.enum(decisions),
    word: z.nullable(textSchema(1, limits.reason)),
  }),
  reads: ({ ticketId, approvalId }) => [ticketRef(ticketId), approvalRef(ticketId, approvalId)],
  // A move that is granted may need fields, as any move does.
  lists: ({ ticketId }) => [{ kind: 'fieldValue', ticketId }],
  whole: () => ['field'],
  // What is granted may write one of its own.
  events: 2,
  plan(input) {
    const { rows, args, actor, atMs, uid } = input;
    const { ticketId, approvalId, decision, word } = args;
    const withdraws = decision === 'withdraw';
    const access = openTicket(rows, actor, ticketId, withdraws ? 'tickets:confirm' : 'approvals:decide');
    if (access.refusal) return refuse(access.refusal);
    const ref = approvalRef(ticketId, approvalId);
    const asked = rows.get(ref);
    if (!asked || (withdraws && asked.byId !== actor.id))
      return refuse(
        refusal('not-found', 'This request is not there, or not yours.', { approvalId: 'unknown' }),
      );
    if (rows.get({ kind: 'event', id: eventId(uid, 1), ticketId })) return { writes: [] };
    if (asked.state !== 'pending') return refuse(refusal('already-decided', ended[asked.state]));
    const done = decision === 'approve' && !isOvertaken(asked, access.ticket) && granted(input, asked);
    // Whoever decides can fill in what is lacking, and decide then.
    if (done && done.refusal?.code === 'fields-needed') return refuse(done.refusal);
    const state = done && done.writes ? 'approved' : otherwise[decision];
    const decided = { state, decidedById: actor.id, decidedAt: atMs, word } as const;
    return {
      writes: [
        ...((done && done.writes) || []),
        set(ref, 'row', decided),
        ...timeline(input, ticketId, 'approval', happened({ ...asked, ...decided }, word), 1),
      ],
    };
  },
});

/** What a request becomes where what it asks for is not done. */
const otherwise = { approve: 'overtaken', reject: 'rejected', withdraw: 'withdrawn' } as const;
