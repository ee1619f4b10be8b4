import type { ReactNode } from 'react';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { StatusShape } from './marks.tsx';
import { useKeep } from './toasts.tsx';

/** On a resolved ticket the requester has the last word: solved, or not. */
export function ConfirmSolved({ ticket }: { ticket: TicketSummary }): ReactNode {
  const keep = useKeep();
  if (ticket.status !== 'resolved') return null;
  const move = (to: 'closed' | 'open') =>
    void keep(mutate('ticket.move', { ticketId: ticket.id, to, reason: null }));
  return (
    <section className="confirm-solved" aria-labelledby="confirm-solved">
      <StatusShape status="resolved" />
      <div>
        <h2 id="confirm-solved">The desk says this is solved. Is it?</h2>
        <p>Closing puts it away. If it is not solved, reopen it and say what is missing.</p>
      </div>
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={() => move('closed')}>
          Yes, close it
        </button>
        <button type="button" className="button" onClick={() => move('open')}>
          No, reopen it
        </button>
      </div>
    </section>
  );
}
