import { useMemo, useRef, type ReactNode } from 'react';
import type { TimelineEvent } from '../../../shared/model/conversation.ts';
import { priorities, statuses } from '../../../shared/model/ticket.ts';
import { withoutHidden } from '../../queries/ticket-detail.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useThreadWindow, type ThreadWindow } from '../hooks/use-thread-window.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { eventWords } from '../words/event-words.ts';
import { otherTicketOf } from '../words/link-words.ts';
import { earlierShown } from '../words/thread-window.ts';
import { Arrived } from './arrived.tsx';
import { FileStrip } from './file-strip.tsx';
import { Glyph, type GlyphName } from './glyph.tsx';
import { PriorityShape, StatusShape, WaitingMark } from './marks.tsx';
import { MessageItem } from './message-item.tsx';
import { OpeningItem } from './opening-item.tsx';
import { TicketLink } from './ticket-link.tsx';
import { When } from './when.tsx';

interface ThreadProps {
  detail: TicketDetail;
  /** Answers a part of a message, which may be internal; null where there is nothing to do but to read. */
  onQuote: ((text: string, internal: boolean) => void) | null;
}

/** What was said and what happened, oldest first; of a long conversation the newest part, and the rest on demand. */
export function Thread({ detail, onQuote }: ThreadProps): ReactNode {
  const { names, staff, directory } = useWorkspace();
  const now = useNow();
  const list = useRef<HTMLOListElement>(null);
  const { ticket } = detail;
  const thread = useMemo(
    () => (staff ? detail.thread : withoutHidden(detail.thread, directory.fields)),
    [staff, detail.thread, directory.fields],
  );
  const shown = useThreadWindow(thread, list);
  const filer = names.person(ticket.createdBy);
  const forWhom = ticket.createdBy === ticket.requesterId ? '' : ` for ${names.person(ticket.requesterId)}`;
  return (
    <section className="thread" aria-label="Conversation">
      <h2 className="unseen">Conversation</h2>
      <ol ref={list}>
        <li className="event">
          <Glyph name="plus" />
          <p dir="auto">
            <strong>{filer}</strong>{' '}
            {ticket.externalSource ? `imported this from ${ticket.externalSource}` : `filed this${forWhom}`}{' '}
            <When at={ticket.createdAt} now={now} /> <Arrived receivedAt={ticket.receivedAt} now={now} />
          </p>
        </li>
        {detail.files.length > 0 && (
          <li className="event-files">
            <FileStrip files={detail.files} />
          </li>
        )}
        {shown.start > 0 && (
          <Earlier
            count={shown.start}
            edge={shown.edge}
            onEarlier={shown.showEarlier}
            onAll={shown.showAll}
          />
        )}
        {thread.slice(shown.start).map((item) => {
          switch (item.type) {
            case 'message':
              return (
                <MessageItem
                  key={item.message.id}
                  message={item.message}
                  waiting={item.waiting}
                  from={item.from}
                  // Another requester's words do not get into a reply to this one by a press of a button.
                  foreign={item.from !== null && item.from.requesterId !== ticket.requesterId}
                  splitInto={item.splitInto}
                  changed={item.changed}
                  teamId={ticket.teamId}
                  files={item.files}
                  now={now}
                  onQuote={onQuote}
                />
              );
            case 'opening':
              return <OpeningItem key={item.ticket.id} ticket={item.ticket} files={item.files} now={now} />;
            case 'event':
              return <EventItem key={item.event.id} event={item.event} waiting={item.waiting} now={now} />;
          }
        })}
      </ol>
      <p className="unseen" role="status">
        {shown.said}
      </p>
    </section>
  );
}

interface EarlierProps {
  count: number;
  edge: ThreadWindow['edge'];
  onEarlier: () => void;
  onAll: () => void;
}

/** What stands before the part that is shown: by a button, or by scrolling up to here. */
function Earlier({ count, edge, onEarlier, onAll }: EarlierProps): ReactNode {
  return (
    <li ref={edge} className="earlier" data-testid="earlier">
      <span>{count.toLocaleString('en')} earlier</span>
      <button type="button" className="button" onClick={onEarlier}>
        Show {Math.min(count, earlierShown)} earlier
      </button>
      {count > earlierShown && (
        <button type="button" className="button button-quiet" onClick={onAll}>
          Show all
        </button>
      )}
    </li>
  );
}

/** Status and priority show where they went; the rest has a sign for its kind. */
function EventSign({ event: { what, newValue } }: { event: TimelineEvent }): ReactNode {
  const status = what === 'status' && statuses.find((known) => known === newValue);
  if (status) return <StatusShape status={status} />;
  const priority = what === 'priority' && priorities.find((known) => known === newValue);
  if (priority) return <PriorityShape priority={priority} />;
  // A newer app may write kinds this one has no sign for.
  return <Glyph name={eventGlyphs[what] ?? 'edit'} />;
}

const eventGlyphs: Readonly<Record<TimelineEvent['what'], GlyphName>> = {
  title: 'edit',
  description: 'edit',
  category: 'edit',
  field: 'edit',
  status: 'check',
  priority: 'up',
  assignee: 'person',
  requester: 'person',
  'tag-added': 'plus',
  'tag-removed': 'close',
  'follow-up': 'link',
  breach: 'alert',
  'breach-withdrawn': 'check',
  warning: 'waiting',
  'message-edited': 'edit',
  'message-redacted': 'close',
  linked: 'link',
  unlinked: 'link',
  merged: 'fork',
  unmerged: 'fork',
  'merged-reply': 'reply',
  split: 'fork',
  place: 'pin',
  appointment: 'clock',
  approval: 'check',
  visit: 'pin',
  signed: 'edit',
  time: 'clock',
};

function EventItem({
  event,
  waiting,
  now,
}: {
  event: TimelineEvent;
  waiting: boolean;
  now: number;
}): ReactNode {
  const { names } = useWorkspace();
  const other = otherTicketOf(event);
  return (
    <li className="event" data-testid="event" data-what={event.what} data-item={event.id} tabIndex={-1}>
      <EventSign event={event} />
      <p dir="auto">
        <strong>{event.actorId === null ? 'Waypost' : names.person(event.actorId)}</strong>{' '}
        {eventWords(event, names)} {other && <TicketLink id={other} />}{' '}
        <When at={event.createdAt} now={now} /> <Arrived receivedAt={event.receivedAt} now={now} />{' '}
        {waiting && <WaitingMark />}
        {event.reason && <q>{event.reason}</q>}
      </p>
    </li>
  );
}
