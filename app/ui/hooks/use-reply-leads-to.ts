import { daysIn } from '../../../shared/model/policy.ts';
import type { Ticket } from '../../../shared/model/ticket.ts';
import { replyLeadsTo, type ReplyLeadsTo } from '../../../shared/rules/lifecycle.ts';
import { useNow } from './use-now.ts';
import { useWorkspace } from './workspace-context.tsx';

/** What a reply of its requester would do to a ticket now, by the tenant's days. */
export function useReplyLeadsTo(ticket: Pick<Ticket, 'status' | 'resolvedAt' | 'closedAt'>): ReplyLeadsTo {
  const { directory } = useWorkspace();
  return replyLeadsTo(ticket, useNow(), daysIn('reopen-days', directory.policies.get('reopen-days')));
}
