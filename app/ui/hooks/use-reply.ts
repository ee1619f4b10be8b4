import { useLocation } from 'wouter';
import { staffReplyLeadsTo, type ReplyLeadsTo } from '../../../shared/rules/lifecycle.ts';
import { mutateWithFiles } from '../../attach.ts';
import { mutate, newId, takeNumber } from '../../mutate.ts';
import { useTicketsById } from '../../queries/tickets.ts';
import type { ChosenFile } from '../../queries/files.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { useKeep } from '../components/toasts.tsx';
import { useReplyLeadsTo } from './use-reply-leads-to.ts';
import { useWorkspace } from './workspace-context.tsx';

interface Reply {
  /** What a public reply of this person would do to the ticket now. */
  leadsTo: ReplyLeadsTo;
  /** Resolves to whether it is kept; `then` is done before anything else is shown. */
  send: (
    said: { body: string; internal: boolean; files: readonly ChosenFile[] },
    then: () => void,
  ) => Promise<boolean>;
}

/** Replies on a ticket. A requester's reply to what was settled for good opens another ticket, and shows that. */
export function useReply({ ticket, mergedInto }: TicketDetail): Reply {
  const { staff, me } = useWorkspace();
  const [, navigate] = useLocation();
  const keep = useKeep();
  const [into] = useTicketsById(mergedInto && ticket.status === 'closed' ? [mergedInto.id] : []);
  const counts = into ?? ticket;
  const byRequester = useReplyLeadsTo(counts);
  const leadsTo = staff ? staffReplyLeadsTo(me.id, [ticket, counts]) : byRequester;
  const send: Reply['send'] = async ({ body, internal, files }, then) => {
    const isNew = leadsTo === 'follow-up';
    // It may turn out to be settled by the time this arrives: then it opens the other ticket there.
    const followUpId = staff ? undefined : newId();
    const reply = { ticketId: ticket.id, id: newId(), body, internal };
    const make = async () => {
      const number = isNew ? await takeNumber() : null;
      const args = followUpId === undefined ? reply : { ...reply, followUp: { id: followUpId, number } };
      if (files.length === 0) return await mutate('message.add', args);
      const on = { ticketId: ticket.id, messageId: reply.id, followUpId, internal };
      return await mutateWithFiles({ name: 'message.add', args }, files, on);
    };
    if (!(await keep(make()))) return false;
    then();
    if (isNew && followUpId !== undefined) navigate(`/tickets/${followUpId}`);
    return true;
  };
  return { leadsTo, send };
}
