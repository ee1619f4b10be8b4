import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useTicketsById } from '../../queries/tickets.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { numberFollows } from '../words/labels.ts';

/** Another ticket by number and title, to go to; of one that is not here, that it is not. */
export function TicketLink({ id }: { id: string }): ReactNode {
  const [ticket] = useTicketsById([id]);
  return ticket ? <KnownTicketLink ticket={ticket} /> : <ElsewhereLink id={id} />;
}

/** A ticket that is not on this device may be in the archive. */
export function ElsewhereLink({ id }: { id: string }): ReactNode {
  return (
    <Link href={`/archive/${id}`} className="field-hint">
      a ticket that is not on this device
    </Link>
  );
}

export function KnownTicketLink({
  ticket,
}: {
  ticket: Pick<TicketSummary, 'id' | 'number' | 'title' | 'archivedAt'>;
}): ReactNode {
  return (
    <Link
      href={`/${ticket.archivedAt === null ? 'tickets' : 'archive'}/${ticket.id}`}
      className="ticket-link"
    >
      <span className="ticket-number">{ticket.number ?? numberFollows}</span> <bdi>{ticket.title}</bdi>
    </Link>
  );
}
