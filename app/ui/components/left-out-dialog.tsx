import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useTicketsById } from '../../queries/tickets.ts';
import { numberFollows } from '../words/labels.ts';
import { leftTitle, type LeftTicket } from '../words/left-out-words.ts';
import { Dialog } from './dialog.tsx';
import '../styles/bulk.css';

interface LeftOutDialogProps {
  left: readonly LeftTicket[];
  /** How many were changed. */
  done: number;
  /** For how many an admin is asked. */
  asked?: number;
  /** What is counted: tickets, or the parts of what was done to them. */
  of?: 'ticket' | 'change';
  onClose: () => void;
}

/** What of a step was not done, ticket by ticket, each with its reason. */
export function LeftOutDialog({
  left,
  done,
  asked = 0,
  of = 'ticket',
  onClose,
}: LeftOutDialogProps): ReactNode {
  const ids = useMemo(() => left.map(({ ticketId }) => ticketId), [left]);
  const tickets = new Map(useTicketsById(ids).map((ticket) => [ticket.id, ticket]));
  return (
    <Dialog title={leftTitle({ done, asked, left: left.length, of })} testId="left-out" onClose={onClose}>
      <ul className="left-out">
        {left.map(({ ticketId, what, why }) => {
          const ticket = tickets.get(ticketId);
          return (
            <li key={ticketId}>
              {ticket ? (
                <Link href={`/tickets/${ticketId}`} onClick={onClose} dir="auto">
                  {ticket.number ?? numberFollows} {ticket.title}
                </Link>
              ) : (
                <span>{what ?? 'A ticket'}</span>
              )}
              <p dir="auto">{why}</p>
            </li>
          );
        })}
      </ul>
      <div className="dialog-actions">
        <button type="button" className="button button-main" onClick={onClose}>
          All right
        </button>
      </div>
    </Dialog>
  );
}
