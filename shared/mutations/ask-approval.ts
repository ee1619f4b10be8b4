import { approvalKinds, approvalRef, type Approval, type ApprovalKind } from '../model/approval.ts';
import { eventId, idFrom } from '../model/derived-id.ts';
import { approvalKeyOf, policyRef } from '../model/policy.ts';
import type { RowRef } from '../model/rows.ts';
import type { Ticket } from '../model/ticket.ts';
import { needsWord, valueAskedOver, waitsForWord } from '../rules/approvals.ts';
import { may } from '../rules/permissions.ts';
import type { ChildList } from './mutation.ts';
import { insert, set, type PlanInput, type Write } from './plan.ts';
import { timeline } from './ticket-access.ts';

/** What has to be known to tell whether changes of these kinds need a word. */
export const readsOfApprovals = (...kinds: ApprovalKind[]): RowRef<'policy'>[] =>
  kinds.map((what) => policyRef(approvalKeyOf(what)));
export const listOfApprovals = (ticketId: string): ChildList => ({ kind: 'approval', ticketId });

/** What is asked for: the change of a priority or a status. */
export interface Wish {
  what: ApprovalKind;
  to: string;
  reason?: string | null;
}

/** Whether somebody may do it only with an admin's word. */
export function lacksWord(
  { rows, actor, atMs }: Omit<PlanInput<unknown>, 'args'>,
  ticket: Pick<Ticket, 'resolvedAt' | 'closedAt'>,
  what: ApprovalKind,
): boolean {
  // Who decides a request has not said that they look at what the tenant wants.
  if (may(actor.role, 'approvals:decide')) return false;
  return needsWord(what, rows.get(policyRef(approvalKeyOf(what)))?.value, ticket, atMs);
}

/**
 * A request's identity: the first of its kind on a ticket, the second. Two who ask at once, and know of the same requests
 * before, make one and the same.
 */
export function approvalId(ticketId: string, what: ApprovalKind, nth = 0): string {
  return idFrom([ticketId], APPROVALS + approvalKinds.indexOf(what) + approvalKinds.length * nth);
}

/** From here on a ticket's identity is followed by those of its requests. */
const APPROVALS = 100;

/**
 * The writes that ask an admin for a change, in place of those that would do it; undefined where no word is needed. Who
 * wants what is asked for already joins in: an entry in the timeline, and the same request once more. A request that nobody
 * can grant any more is nothing to join: it ends as overtaken, and there is a new one.
 */
export function askApproval(
  input: Omit<PlanInput<unknown>, 'args'>,
  ticket: Pick<Ticket, 'id' | 'requesterId' | 'priority' | 'status' | 'resolvedAt' | 'closedAt'>,
  { what, to, reason = null }: Wish,
): Write[] | undefined {
  const { rows, actor, atMs, uid } = input;
  const own = rows.get({ kind: 'event', id: eventId(uid), ticketId: ticket.id });
  if (own?.what === 'approval') return [];
  if (!lacksWord(input, ticket, what)) return undefined;
  const before = rows.list('approval', ticket.id).filter((one) => one.what === what);
  const pending = before.filter(({ state }) => state === 'pending');
  const joined = pending.find((one) => waitsForWord(one, ticket));
  const asked: Omit<Approval, 'r' | 'n' | 's'> = joined ?? {
    ticketId: ticket.id,
    id: approvalId(ticket.id, what, before.length),
    what,
    fromValue: valueAskedOver(what, ticket),
    toValue: to,
    reason,
    byId: actor.id,
    createdAt: atMs,
    public: actor.id === ticket.requesterId,
    ...undecided,
  };
  return [
    ...pending
      .filter((one) => one !== joined)
      .map(({ id }) => answer(ticket.id, id, { ...undecided, state: 'overtaken', decidedAt: atMs })),
    joined ? answer(ticket.id, asked.id, undecided) : insert(approvalRef(ticket.id, asked.id), asked),
    ...timeline(input, ticket.id, 'approval', happened(asked, reason)),
  ];
}

type Answer = Pick<Approval, 'state' | 'decidedById' | 'decidedAt' | 'word'>;

const undecided: Answer = { state: 'pending', decidedById: null, decidedAt: null, word: null };

const answer = (ticketId: string, id: string, columns: Answer): Write =>
  set(approvalRef(ticketId, id), 'row', columns);

/** Whether these writes ask an admin, for the first time or along with others. */
export const asksAnAdmin = (writes: readonly Write[]): boolean =>
  writes.some(
    (write) =>
      write.ref.kind === 'approval' &&
      (write.op === 'insert' || (write.columns as Partial<Answer>).state === 'pending'),
  );

/** What the timeline says of a request. */
export function happened(
  { id, what, toValue, state, byId, public: shown }: Omit<Approval, 'r' | 'n' | 's'>,
  reason: string | null,
) {
  return { newValue: { approvalId: id, what, to: toValue, state, byId }, reason, internal: !shown };
}
