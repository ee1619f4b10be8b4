import { useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { may } from '../../../shared/rules/permissions.ts';
import { mutate } from '../../mutate.ts';
import { useArchived, type ArchivedDetail } from '../../queries/archive.ts';
import { useTicket } from '../../queries/tickets.ts';
import { useNow } from '../hooks/use-now.ts';
import { useRoomy } from '../hooks/use-width.ts';
import { TicketWorkspace, useWorkspace, ReadingWorkspace } from '../hooks/workspace-context.tsx';
import { AskState } from './ask-state.tsx';
import { FieldWorkSections } from './field-work.tsx';
import { Glyph } from './glyph.tsx';
import { LinkedTickets } from './linked-tickets.tsx';
import { StatusMark } from './marks.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { RequesterFacts } from './requester-facts.tsx';
import { RichText } from './rich-text.tsx';
import { Thread } from './thread.tsx';
import { useKeep } from './toasts.tsx';
import { When } from './when.tsx';
import { Opening, WriteAgain } from './write-again.tsx';
import '../styles/ticket.css';
import '../styles/thread.css';

/** Noted with an address that was opened out of the list: what is before it is the list. */
export const fromArchive = { fromArchive: true };

/** A ticket of the archive, to be read: as it was when it was closed. */
export function ArchivedTicketView({ id }: { id: string }): ReactNode {
  const asked = useArchived(id);
  const here = useTicket(id);
  // With its follow-up the ticket itself comes back: that is not where its requester goes on.
  const [opening, setOpening] = useState<string | null>(null);
  if (opening !== null) return <Opening id={opening} ticketId={id} />;
  if (here) {
    return (
      <section className="pane empty">
        <title>On this device – Waypost</title>
        <Glyph name="check" />
        <h1>This ticket is on this device</h1>
        <p>It is not in the archive, or has come back from there.</p>
        <Link href={`/tickets/${id}`} className="button button-main">
          Open it
        </Link>
      </section>
    );
  }
  if (asked.found) return <Archived archived={asked.found} onOpening={setOpening} />;
  return (
    <section className="pane archive" aria-labelledby="archive-title">
      <title>Archive – Waypost</title>
      <header>
        <BackLink />
        <h1 id="archive-title">Archive</h1>
      </header>
      <AskState asked={asked} away="Without a network the archive cannot be read">
        The ticket opens by itself when the network is back.
      </AskState>
    </section>
  );
}

function BackLink(): ReactNode {
  return (
    <Link
      href="/archive"
      className="icon-button"
      aria-label="Back to the archive"
      onClick={(event) => {
        // With its words and filters, where one came from there.
        if ((history.state as Partial<typeof fromArchive> | null)?.fromArchive !== true) return;
        event.preventDefault();
        history.back();
      }}
    >
      <Glyph name="back" />
    </Link>
  );
}

/** Under the role in which they meet it, as a ticket that is here is. */
function Archived({
  archived: { detail, names },
  onOpening,
}: {
  archived: ArchivedDetail;
  onOpening: (id: string) => void;
}): ReactNode {
  return (
    <ReadingWorkspace known={names}>
      <TicketWorkspace teamId={detail.ticket.teamId}>
        <ArchivedTicket detail={detail} onOpening={onOpening} />
      </TicketWorkspace>
    </ReadingWorkspace>
  );
}

function ArchivedTicket({
  detail,
  onOpening,
}: Pick<ArchivedDetail, 'detail'> & { onOpening: (id: string) => void }): ReactNode {
  const { ticket } = detail;
  const { staff } = useWorkspace();
  const pane = useRef<HTMLElement>(null);
  const roomy = useRoomy(pane);
  const now = useNow();
  return (
    <article
      ref={pane}
      className={`pane ticket${roomy ? ' ticket-roomy' : ''}`}
      aria-labelledby="ticket-title"
      data-testid="archived-ticket"
    >
      <title>{`${ticket.number ?? ''} ${ticket.title} – Waypost`.trim()}</title>
      <header className="ticket-bar">
        <BackLink />
        <span className="ticket-number">{ticket.number}</span>
        {ticket.alias && <span className="ticket-alias">formerly {ticket.alias}</span>}
        <StatusMark status={ticket.status} />
      </header>
      <div className="ticket-texts">
        <div className="archive-note">
          <Glyph name="archive" />
          <p>
            In the archive since <When at={ticket.archivedAt ?? 0} now={now} />: to be read, not changed.
          </p>
          <RestoreButton id={ticket.id} onOpening={onOpening} />
        </div>
        <div className="ticket-heading">
          <h1 id="ticket-title" dir="auto">
            {ticket.title}
          </h1>
        </div>
        <section className="ticket-description" aria-label="Description">
          {ticket.description ? (
            <RichText text={ticket.description} />
          ) : (
            <p className="faint">No description.</p>
          )}
        </section>
      </div>
      <aside className="ticket-facts" aria-label="Properties">
        <StaffFacts detail={detail} />
        <RequesterFacts detail={detail} />
        <LinkedTickets detail={detail} />
        {staff && <FieldWorkSections detail={detail} />}
      </aside>
      <div className="ticket-talk">
        <Thread detail={detail} onQuote={null} />
      </div>
    </article>
  );
}

/** What only staff are shown beside the rest. */
function StaffFacts({ detail: { ticket } }: Pick<ArchivedDetail, 'detail'>): ReactNode {
  const { staff, names } = useWorkspace();
  if (!staff) return null;
  return (
    <dl className="plain-facts">
      <div>
        <dt>Requester</dt>
        <dd dir="auto">{names.person(ticket.requesterId)}</dd>
      </div>
      {ticket.teamId && (
        <div>
          <dt>Team</dt>
          <dd dir="auto">{names.team(ticket.teamId)}</dd>
        </div>
      )}
      {ticket.tagIds.length > 0 && (
        <div>
          <dt>Tags</dt>
          <dd dir="auto">{ticket.tagIds.map((id) => names.tag(id)).join(', ')}</dd>
        </div>
      )}
    </dl>
  );
}

/** Staff bring it back, saying why. A requester writes about it again. */
function RestoreButton({ id, onOpening }: { id: string; onOpening: (id: string) => void }): ReactNode {
  const { me } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const keep = useKeep();
  if (!may(me.role, 'tickets:status')) return <WriteAgain ticketId={id} onKept={onOpening} />;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        <Glyph name="reload" />
        Restore…
      </button>
      {asking && (
        <ReasonDialog
          title="Restore"
          draft={`restore:${id}`}
          onClose={() => setAsking(false)}
          onReason={async (reason) => {
            const kept = await keep(mutate('ticket.restore', { ticketId: id, reason }));
            if (kept) navigate(`/tickets/${id}`);
            return kept;
          }}
        />
      )}
    </>
  );
}
