import { useCallback, useEffect, useMemo, useRef, type ReactNode, type RefObject } from 'react';
import { Link } from 'wouter';
import { useTicketConflicts } from '../../queries/conflicts.ts';
import { useLeftWords } from '../../queries/drafts.ts';
import { useTicket } from '../../queries/tickets.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { ApprovalNotes } from '../components/approval-notes.tsx';
import { Composer } from '../components/composer.tsx';
import { ConfirmSolved } from '../components/confirm-solved.tsx';
import { ConflictNotes } from '../components/conflict-notes.tsx';
import { Glyph } from '../components/glyph.tsx';
import { KeepFiles } from '../components/keep-files.tsx';
import { LinkedTickets } from '../components/linked-tickets.tsx';
import { MacroButton } from '../components/macro-button.tsx';
import { MainControls } from '../components/main-controls.tsx';
import { RefusedMark, StatusMark, WaitingMark } from '../components/marks.tsx';
import { MergedNote } from '../components/merged-note.tsx';
import { MuteButton } from '../components/mute-button.tsx';
import { MoreFacts } from '../components/more-facts.tsx';
import { lazyPart, Part } from '../components/part.tsx';
import { RequesterFacts } from '../components/requester-facts.tsx';
import { StuckFiles } from '../components/stuck-files.tsx';
import { Thread } from '../components/thread.tsx';
import { TicketTexts } from '../components/ticket-texts.tsx';
import type { ComposerHandle } from '../hooks/use-composer-box.ts';
import { useRoomy } from '../hooks/use-width.ts';
import { TicketWorkspace, useWorkspace } from '../hooks/workspace-context.tsx';
import { numberFollows } from '../words/labels.ts';
import { waitingKinds } from '../words/waiting-kinds.ts';
import '../styles/ticket.css';
import '../styles/thread.css';
import '../styles/files.css';
import '../styles/approvals.css';

const FieldWorkSections = lazyPart(() =>
  import('../components/field-work.tsx').then((module) => module.FieldWorkSections),
);

interface TicketScreenProps {
  id: string;
  backTo: string;
  /** Whether the list stands beside it. */
  beside: boolean;
}

/** One ticket: what it is, who has it, what was said and what happened. */
export function TicketScreen({ id, backTo, beside }: TicketScreenProps): ReactNode {
  const detail = useTicket(id);
  if (detail === undefined) return <div className="pane" aria-busy="true" />;
  if (detail === null) return <NotThere id={id} backTo={backTo} />;
  return (
    <TicketWorkspace teamId={detail.ticket.teamId}>
      <Ticket detail={detail} backTo={backTo} beside={beside} />
    </TicketWorkspace>
  );
}

function NotThere({ id, backTo }: { id: string; backTo: string }): ReactNode {
  const typed = useLeftWords()?.some(({ ticketId }) => ticketId === id);
  return (
    <section className="pane empty">
      <title>Not here – Waypost</title>
      <Glyph name="search" />
      <h1>This ticket is not on this device</h1>
      <p>
        It may not have arrived yet, it may be in the archive, or it is not shared with you. If it comes, it
        appears here by itself.
      </p>
      {typed && (
        <p role="status" data-testid="words-kept">
          What you were writing on it is kept: <Link href="/attention">Words without a ticket</Link>.
        </p>
      )}
      <p className="empty-ways">
        <Link href={backTo} className="button button-main">
          Back to the list
        </Link>
        <Link href={`/archive/${id}`} className="button">
          Look in the archive
        </Link>
      </p>
    </section>
  );
}

const isTextRegister = (register: string) => register === 'title' || register === 'description';
const isMainRegister = (register: string) => ['status', 'priority', 'assignee'].includes(register);
const isOtherRegister = (register: string) => !isTextRegister(register) && !isMainRegister(register);

function Ticket({
  detail,
  backTo,
  beside,
}: {
  detail: TicketDetail;
  backTo: string;
  beside: boolean;
}): ReactNode {
  const { me, staff } = useWorkspace();
  const { ticket } = detail;
  const pane = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const roomy = useRoomy(pane);
  const composer = useRef<ComposerHandle>(null);
  const quote = useCallback<ComposerHandle['quote']>((...what) => composer.current?.quote(...what), []);
  const conflicts = useTicketConflicts(ticket.id);
  const waiting = useMemo(() => waitingKinds(detail.thread), [detail.thread]);

  // A page of its own announces itself; beside the list the focus stays where the person walks.
  useEffect(() => {
    if (!beside) heading.current?.focus({ preventScroll: true });
  }, [beside]);

  useOwnWords(pane, detail, me.id);

  return (
    <article
      ref={pane}
      className={`pane ticket${roomy ? ' ticket-roomy' : ''}`}
      aria-labelledby="ticket-title"
    >
      <title>{`${ticket.number ?? ''} ${ticket.title} – Waypost`.trim()}</title>
      <header className="ticket-bar">
        <Link href={backTo} className="icon-button" aria-label={beside ? 'Close ticket' : 'Back to the list'}>
          <Glyph name={beside ? 'close' : 'back'} />
        </Link>
        <span className="ticket-number">{ticket.number ?? numberFollows}</span>
        {ticket.alias && <span className="ticket-alias">formerly {ticket.alias}</span>}
        <StatusMark status={ticket.status} />
        <span className="ticket-own">
          {ticket.refused > 0 && <RefusedMark count={ticket.refused} />}
          {ticket.waiting > 0 && <WaitingMark count={ticket.waiting} />}
        </span>
        {staff && <MacroButton ticket={ticket} />}
      </header>
      <div className="ticket-texts">
        <TicketTexts
          ticket={ticket}
          editable={staff}
          heading={heading}
          waiting={waiting}
          conflicts={conflicts}
        />
      </div>
      <aside className="ticket-facts" aria-label="Properties">
        {staff ? (
          <>
            <ConflictNotes conflicts={conflicts} at={isMainRegister} />
            <MainControls ticket={ticket} waiting={waiting} />
            <ApprovalNotes detail={detail} />
            <ConflictNotes conflicts={conflicts} at={isOtherRegister} />
            <MoreFacts detail={detail} waiting={waiting} open={roomy} />
          </>
        ) : (
          <>
            <ConflictNotes conflicts={conflicts} at={(register) => !isTextRegister(register)} />
            <RequesterFacts detail={detail} />
            <ApprovalNotes detail={detail} />
          </>
        )}
        {staff && (
          <Part>
            <FieldWorkSections detail={detail} />
          </Part>
        )}
        <LinkedTickets detail={detail} />
        <KeepFiles ticketId={ticket.id} />
        <MuteButton ticketId={ticket.id} />
      </aside>
      <div className="ticket-talk">
        <MergedNote detail={detail} />
        <StuckFiles ticketId={ticket.id} />
        <Thread detail={detail} onQuote={quote} />
        {!staff && <ConfirmSolved ticket={ticket} />}
        <Composer detail={detail} ref={composer} />
      </div>
    </article>
  );
}

/** Brings what the person has just written into sight; other people's words never move the page. */
function useOwnWords(pane: RefObject<HTMLElement | null>, { thread }: TicketDetail, meId: string): void {
  const last = thread.at(-1);
  const own = last?.type === 'message' && last.message.authorId === meId ? last.message.id : null;
  const known = useRef(own);
  useEffect(() => {
    if (own !== null && own !== known.current) pane.current?.scrollTo({ top: pane.current.scrollHeight });
    known.current = own;
  }, [own, pane]);
}
