import type { ReactNode } from 'react';
import type { TicketDetail } from '../../queries/types.ts';
import { useTicketsById } from '../../queries/tickets.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { Glyph } from './glyph.tsx';
import { KnownTicketLink } from './ticket-link.tsx';
import { UnmergeButton } from './unmerge-button.tsx';

/** On a ticket that was merged: where it went. Nothing for whoever does not have that one. */
export function MergedNote({ detail }: { detail: TicketDetail }): ReactNode {
  const { staff } = useWorkspace();
  const { ticket, mergedInto } = detail;
  const [into] = useTicketsById(mergedInto ? [mergedInto.id] : []);
  if (!mergedInto || !into) return null;
  const open = ticket.status !== 'closed';
  return (
    <div className="merged-note" data-testid="merged-note">
      <Glyph name="link" />
      <p>
        Merged into <KnownTicketLink ticket={into} />. What is written here is shown there
        {open && ', and this ticket is open again'}.
      </p>
      {staff && <UnmergeButton ticketId={ticket.id} intoId={into.id} mergedBy={mergedInto.mergedBy} />}
    </div>
  );
}
