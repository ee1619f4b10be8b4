import { useId, useState, type ReactNode } from 'react';
import type { Link } from '../../../shared/model/link.ts';
import { may } from '../../../shared/rules/permissions.ts';
import { mutate } from '../../mutate.ts';
import { useTicketsById } from '../../queries/tickets.ts';
import type { TicketDetail, TicketSummary } from '../../queries/types.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { linkLabels } from '../words/labels.ts';
import { progressWords } from '../words/link-words.ts';
import { Glyph } from './glyph.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { StatusMark } from './marks.tsx';
import { MergeTicketsDialog } from './merge-tickets-dialog.tsx';
import { ElsewhereLink, KnownTicketLink } from './ticket-link.tsx';
import { useKeep } from './toasts.tsx';
import { UnmergeButton } from './unmerge-button.tsx';
import '../styles/links.css';

/** The tickets that belong to this one, by how they stand to it; how far its parts are; and what joins more to it. */
export function LinkedTickets({ detail }: { detail: TicketDetail }): ReactNode {
  const id = useId();
  const { ticket, links } = detail;
  const { me, reading } = useWorkspace();
  const joins = !reading && may(me.role, 'tickets:link');
  const here = useTicketsById(links.map((link) => link.id));
  const ticketOf = ({ id: other }: Link) => here.find((one) => one.id === other);
  const parts = links.filter(({ what }) => what === 'parent-of');
  if (links.length === 0 && !joins) return null;
  return (
    <section className="linked-tickets" aria-labelledby={id} data-testid="linked-tickets">
      <h2 id={id}>Linked tickets</h2>
      {parts.length > 0 && (
        <p data-testid="parts-progress">
          Parts: {progressWords(parts.map((link) => ticketOf(link)?.status ?? null))}
        </p>
      )}
      {links.length > 0 && (
        <ul>
          {links.map((link) => (
            <LinkedTicket key={link.id} detail={detail} link={link} other={ticketOf(link)} />
          ))}
        </ul>
      )}
      {joins && <JoinButtons ticket={ticket} merged={detail.mergedInto !== null} />}
    </section>
  );
}

interface LinkedTicketProps {
  detail: TicketDetail;
  link: Link;
  other: TicketSummary | undefined;
}

function LinkedTicket({ detail, link, other }: LinkedTicketProps): ReactNode {
  const { me, reading } = useWorkspace();
  const keep = useKeep();
  const { ticket, mergedHere } = detail;
  const label = linkLabels[link.what];
  const isMerge = link.what === 'merged-into' || link.what === 'merged-from';
  const merge = mergedHere.find((one) => one.ticket.id === link.id);
  const remove = () => void keep(mutate('link.remove', { ticketId: ticket.id, otherId: link.id }));
  return (
    <li data-what={link.what}>
      <span>{label}</span>
      {other ? <KnownTicketLink ticket={other} /> : <ElsewhereLink id={link.id} />}
      {other && <StatusMark status={other.status} />}
      {!reading && may(me.role, 'tickets:merge') && merge && (
        <UnmergeButton ticketId={link.id} intoId={ticket.id} mergedBy={merge.mergedBy} />
      )}
      {!reading && may(me.role, 'tickets:link') && other && !isMerge && (
        <button
          type="button"
          className="icon-button"
          title="Take the link away"
          aria-label={`Take away the link: ${label} ${other.number ?? other.title}`}
          onClick={remove}
        >
          <Glyph name="close" />
        </button>
      )}
    </li>
  );
}

/** Linking, and merging: a ticket that was merged is not merged again. */
function JoinButtons({ ticket, merged }: { ticket: TicketSummary; merged: boolean }): ReactNode {
  const [asking, setAsking] = useState<'link' | 'merge' | null>(null);
  const close = () => setAsking(null);
  useKeys({ l: () => setAsking('link'), ...(merged ? {} : { m: () => setAsking('merge') }) });
  return (
    <div className="link-actions">
      <button type="button" className="button" title="Link to another (l)" onClick={() => setAsking('link')}>
        <Glyph name="link" />
        Link…
      </button>
      {!merged && (
        <button
          type="button"
          className="button"
          title="Merge into another (m)"
          onClick={() => setAsking('merge')}
        >
          <Glyph name="fork" />
          Merge…
        </button>
      )}
      {asking === 'link' && <LinkDialog ticket={ticket} onClose={close} />}
      {asking === 'merge' && <MergeTicketsDialog ticket={ticket} onClose={close} />}
    </div>
  );
}
