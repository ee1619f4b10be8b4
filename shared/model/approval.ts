import type { RowRef } from './rows.ts';
import type { Versioned } from './versioned.ts';

/**
 * What a tenant may want an admin's word for (product.md, Approvals). `urgent`: raising a ticket to urgent, or making one;
 * `unanswered`: settling what nobody of the staff has answered; `reopened`: opening again what was settled long ago.
 */
export const approvalKinds = ['urgent', 'unanswered', 'reopened'] as const;
export type ApprovalKind = (typeof approvalKinds)[number];

/** Where a request stands. `overtaken`: it was approved, but what it was about had changed meanwhile, so nothing was done. */
export const approvalStates = ['pending', 'approved', 'rejected', 'withdrawn', 'overtaken'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** A change that waits for an admin's word, or waited. It lies under its ticket and travels with it. */
export interface Approval extends Versioned {
  ticketId: string;
  id: string;
  what: ApprovalKind;
  /** The priority or the status as it was when it was asked for, and as it is to be. */
  fromValue: string;
  toValue: string;
  /** Why, in the words of whoever asks. */
  reason: string | null;
  byId: string;
  createdAt: number;
  /** Whether the ticket's requester sees it: what they have asked for themselves. */
  public: boolean;
  state: ApprovalState;
  decidedById: string | null;
  decidedAt: number | null;
  /** The word that went with the decision. */
  word: string | null;
}

export const approvalColumns = [
  'ticketId', 'id', 'what', 'fromValue', 'toValue', 'reason', 'byId', 'createdAt', 'public', 'state', 'decidedById',
  'decidedAt', 'word', 'r', 'n', 's',
] as const satisfies readonly (keyof Approval)[]; // prettier-ignore

export const approvalRef = (ticketId: string, id: string): RowRef<'approval'> => ({
  kind: 'approval',
  id,
  ticketId,
});
