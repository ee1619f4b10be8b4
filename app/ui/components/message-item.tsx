import { memo, useRef, useState, type ReactNode } from 'react';
import type { Attachment } from '../../../shared/model/attachment.ts';
import { isRedacted, type Message } from '../../../shared/model/conversation.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useFocusBack } from '../hooks/use-focus-back.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { may } from '../../../shared/rules/permissions.ts';
import { Arrived } from './arrived.tsx';
import { FileStrip } from './file-strip.tsx';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { MessageMenu } from './message-menu.tsx';
import { lazyPart, Part } from './part.tsx';
import { Initials } from './person-menu.tsx';
import { RichText } from './rich-text.tsx';
import { SplitDialog } from './split-dialog.tsx';
import { KnownTicketLink, TicketLink } from './ticket-link.tsx';
import { When } from './when.tsx';
import { typedBody } from '../words/typed-body.ts';

const MessageEdit = lazyPart(() => import('./message-edit.tsx').then((module) => module.MessageEdit));

interface MessageItemProps {
  message: Message;
  waiting: boolean;
  /** The ticket it stands on, where that was merged into the one that is shown. */
  from: TicketSummary | null;
  /** Whether that one is another requester's. */
  foreign: boolean;
  /** The ticket that was made of it. */
  splitInto: string | null;
  changed: { byId: string | null; at: number } | null;
  /** The team of the ticket that is shown. */
  teamId: string | null;
  files: readonly Attachment[];
  now: number;
  /** Answers a part of it: what is quoted, and whether requesters may never see that. Null: it is only read here. */
  onQuote: ((text: string, internal: boolean) => void) | null;
}

/** What one person wrote. A note says so by sign, words, border and paper. */
export const MessageItem = memo(function MessageItem({
  message,
  waiting,
  from,
  foreign,
  splitInto,
  changed,
  teamId,
  files,
  now,
  onQuote,
}: MessageItemProps): ReactNode {
  const { names, staff, directory } = useWorkspace();
  const words = useRef<HTMLDivElement>(null);
  const [editing, setEditing] = useState(false);
  const item = useFocusBack<HTMLLIElement>(editing);
  const gone = isRedacted(message);
  const name = names.person(message.authorId);
  const kind = message.internal ? 'internal' : message.staff ? 'staff' : 'requester';
  return (
    <li
      ref={item}
      className={`message message-${kind}`}
      data-testid="message"
      data-internal={message.internal}
      data-item={message.id}
      tabIndex={-1}
    >
      <header>
        <Initials name={name} />
        <strong dir="auto">{name}</strong>
        <span className="message-kind">
          <KindWords message={message} staff={staff} />
        </span>
        <When at={message.createdAt} now={now} />
        <Arrived receivedAt={message.receivedAt} now={now} />
        {changed && !gone && (
          <span className="message-edited" data-testid="message-edited">
            edited <When at={changed.at} now={now} />
          </span>
        )}
        {waiting && <WaitingMark />}
        {onQuote && (
          <div className="message-acts">
            <MessageMenu
              message={message}
              name={name}
              files={files.length}
              splitInto={splitInto}
              now={now}
              onEdit={() => setEditing(true)}
            />
            {splitInto === null && !gone && (
              <SplitButton message={message} name={name} files={files.length} />
            )}
            {!gone && (
              <button
                type="button"
                className="icon-button message-act"
                title="Quote"
                aria-label={`Quote ${name}`}
                // What is selected stays so: it is what will be quoted.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() =>
                  onQuote(
                    selectedIn(words.current) || typedBody(message, directory),
                    message.internal || foreign,
                  )
                }
              >
                <Glyph name="quote" />
              </button>
            )}
          </div>
        )}
      </header>
      {from && (
        <p className="message-from">
          On <KnownTicketLink ticket={from} />
        </p>
      )}
      {gone ? (
        <p className="message-gone" data-testid="message-gone">
          {changed
            ? `${names.person(changed.byId)} took back what this said`
            : 'What this said was taken back'}
          {changed && (
            <>
              {' '}
              <When at={changed.at} now={now} />
            </>
          )}
          .
        </p>
      ) : editing ? (
        <Part fallback={<p aria-busy="true" />}>
          <MessageEdit message={message} teamId={teamId} onDone={() => setEditing(false)} />
        </Part>
      ) : (
        <div ref={words} className="message-words">
          <RichText text={message.body} />
        </div>
      )}
      {!gone && files.length > 0 && <FileStrip files={files} />}
      {splitInto !== null && (
        <p className="message-split" data-testid="message-split">
          <Glyph name="fork" />
          Split off as <TicketLink id={splitInto} />
        </p>
      )}
    </li>
  );
});

/** Makes a ticket of the message. */
function SplitButton({ message, name, files }: { message: Message; name: string; files: number }): ReactNode {
  const { me } = useWorkspace();
  const [asking, setAsking] = useState(false);
  if (!may(me.role, 'tickets:split')) return null;
  return (
    <>
      <button
        type="button"
        className="icon-button message-act"
        title="New ticket out of this message"
        aria-label={`New ticket out of what ${name} wrote`}
        onClick={() => setAsking(true)}
      >
        <Glyph name="fork" />
      </button>
      {asking && <SplitDialog message={message} files={files} onClose={() => setAsking(false)} />}
    </>
  );
}

function KindWords({ message, staff }: { message: Message; staff: boolean }): ReactNode {
  if (message.internal) {
    return (
      <>
        <Glyph name="lock" />
        Internal note
      </>
    );
  }
  if (!message.staff) return 'Requester';
  return (
    <>
      <Glyph name="reply" />
      {staff ? 'Public reply' : 'Reply'}
    </>
  );
}

/** The part of an element that is selected, as text with its lines. A selection that goes beyond it is drawn in. */
function selectedIn(element: HTMLElement | null): string {
  const selection = getSelection();
  if (!element || !selection || selection.isCollapsed || selection.rangeCount === 0) return '';
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(element)) return '';
  const part = range.cloneRange();
  if (!element.contains(range.startContainer)) part.setStart(element, 0);
  if (!element.contains(range.endContainer)) part.setEnd(element, element.childNodes.length);
  selection.removeAllRanges();
  selection.addRange(part);
  return selection.toString().trim();
}
