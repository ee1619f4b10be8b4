import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useTicketsById } from '../../queries/tickets.ts';
import { numberFollows } from '../words/labels.ts';
import { leftTitle } from '../words/left-out-words.ts';
import { Dialog } from './dialog.tsx';
import type { LeftOver } from './left-over.tsx';
import '../styles/bulk.css';

/** What of a step was not done, ticket by ticket, each with its reason. */
export function LeftOutDialog({
  left,
  done,
  asked = 0,
  of,
  onClose,
}: LeftOver & { onClose: () => void }): ReactNode {
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
