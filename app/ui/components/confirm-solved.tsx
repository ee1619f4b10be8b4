import type { ReactNode } from 'react';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useReplyLeadsTo } from '../hooks/use-reply-leads-to.ts';
import { StatusShape } from './marks.tsx';
import { useKeep } from './toasts.tsx';

/** On a resolved ticket the requester has the last word: solved, or not, for as long as a reply would reopen it. */
export function ConfirmSolved({ ticket }: { ticket: TicketSummary }): ReactNode {
  const keep = useKeep();
  const late = useReplyLeadsTo(ticket) === 'follow-up';
  if (ticket.status !== 'resolved') return null;
  const move = (to: 'closed' | 'open') =>
    void keep(mutate('ticket.move', { ticketId: ticket.id, to, reason: null }));
  return (
    <section className="confirm-solved" aria-labelledby="confirm-solved">
      <StatusShape status="resolved" />
      <div>
        <h2 id="confirm-solved">The desk says this is solved. Is it?</h2>
        <p>
          Closing puts it away.{' '}
          {late
            ? 'If it has begun again, write what is missing: that opens a new ticket, which follows this one.'
            : 'If it is not solved, reopen it and say what is missing.'}
        </p>
      </div>
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={() => move('closed')}>
          Yes, close it
        </button>
        {!late && (
          <button type="button" className="button" onClick={() => move('open')}>
            No, reopen it
          </button>
        )}
      </div>
    </section>
  );
}
