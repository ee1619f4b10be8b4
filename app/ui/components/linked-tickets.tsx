import { useId, type ReactNode } from 'react';
import { Link as To } from 'wouter';
import type { Link } from '../../../shared/model/link.ts';
import { useTicketsById } from '../../queries/tickets.ts';
import { linkLabels, numberFollows } from '../words/labels.ts';
import { StatusMark } from './marks.tsx';

/** The tickets that belong to this one, by how they stand to it. */
export function LinkedTickets({ links }: { links: readonly Link[] }): ReactNode {
  const id = useId();
  const here = useTicketsById(links.map((link) => link.id));
  if (links.length === 0) return null;
  return (
    <section className="linked-tickets" aria-labelledby={id} data-testid="linked-tickets">
      <h2 id={id}>Linked tickets</h2>
      <ul>
        {links.map((link) => {
          const ticket = here.find((one) => one.id === link.id);
          return (
            <li key={link.id}>
              <span>{linkLabels[link.what]}</span>
              {ticket ? (
                <To href={`/tickets/${link.id}`}>
                  <span className="ticket-number">{ticket.number ?? numberFollows}</span>{' '}
                  <span dir="auto">{ticket.title}</span>
                </To>
              ) : (
                <span className="field-hint">a ticket that is not on this device</span>
              )}
              {ticket && <StatusMark status={ticket.status} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
