import type { ReactNode } from 'react';
import type { Attachment } from '../../../shared/model/attachment.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { Arrived } from './arrived.tsx';
import { FileStrip } from './file-strip.tsx';
import { RichText } from './rich-text.tsx';
import { KnownTicketLink } from './ticket-link.tsx';
import { When } from './when.tsx';

interface OpeningItemProps {
  ticket: TicketSummary;
  /** Those that came with it. */
  files: readonly Attachment[];
  now: number;
}

/** What a ticket that was merged into this one began with. */
export function OpeningItem({ ticket, files, now }: OpeningItemProps): ReactNode {
  const { names } = useWorkspace();
  return (
    <li className="opening" data-testid="opening" data-item={ticket.id} tabIndex={-1}>
      <p dir="auto">
        <strong>{names.person(ticket.requesterId)}</strong> asked this on <KnownTicketLink ticket={ticket} />{' '}
        <When at={ticket.createdAt} now={now} /> <Arrived receivedAt={ticket.receivedAt} now={now} />
      </p>
      {ticket.description && <RichText text={ticket.description} />}
      <FileStrip files={files} />
    </li>
  );
}
