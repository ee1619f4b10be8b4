import { memo, type ReactNode } from 'react';
import type { Message, TimelineEvent } from '../../../shared/model/conversation.ts';
import { priorities, statuses } from '../../../shared/model/ticket.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { eventWords } from '../words/event-words.ts';
import { fullTime, momentWords } from '../words/time-words.ts';
import { Glyph, type GlyphName } from './glyph.tsx';
import { PriorityShape, StatusShape, WaitingMark } from './marks.tsx';
import { Initials } from './person-menu.tsx';
import { PlainText } from './plain-text.tsx';

/** What was said and what happened, oldest first. */
export function Thread({ detail }: { detail: TicketDetail }): ReactNode {
  const { names } = useWorkspace();
  const now = useNow();
  const { ticket, thread } = detail;
  const filer = names.person(ticket.createdBy);
  const forWhom = ticket.createdBy === ticket.requesterId ? '' : ` for ${names.person(ticket.requesterId)}`;
  return (
    <section className="thread" aria-label="Conversation">
      <h2 className="unseen">Conversation</h2>
      <ol>
        <li className="event">
          <Glyph name="plus" />
          <p dir="auto">
            <strong>{filer}</strong>{' '}
            {ticket.externalSource ? `imported this from ${ticket.externalSource}` : `filed this${forWhom}`}{' '}
            <When at={ticket.createdAt} now={now} />
          </p>
        </li>
        {thread.map((item) =>
          item.type === 'message' ? (
            <MessageItem key={item.message.id} message={item.message} waiting={item.waiting} now={now} />
          ) : (
            <EventItem key={item.event.id} event={item.event} waiting={item.waiting} now={now} />
          ),
        )}
      </ol>
    </section>
  );
}

function When({ at, now }: { at: number; now: number }): ReactNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {momentWords(at, now)}
    </time>
  );
}

interface MessageItemProps {
  message: Message;
  waiting: boolean;
  now: number;
}

const MessageItem = memo(function MessageItem({ message, waiting, now }: MessageItemProps): ReactNode {
  const { names, staff } = useWorkspace();
  const name = names.person(message.authorId);
  const kind = message.internal ? 'internal' : message.staff ? 'staff' : 'requester';
  return (
    <li className={`message message-${kind}`} data-testid="message" data-internal={message.internal}>
      <header>
        <Initials name={name} />
        <strong dir="auto">{name}</strong>
        {message.internal ? (
          <span className="message-kind">
            <Glyph name="lock" />
            Internal note
          </span>
        ) : (
          <span className="message-kind">
            {message.staff ? (staff ? 'Public reply' : 'Reply') : 'Requester'}
          </span>
        )}
        <When at={message.createdAt} now={now} />
        {waiting && <WaitingMark />}
      </header>
      <PlainText text={message.body} />
    </li>
  );
});

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
  return (
    <li className="event" data-testid="event" data-what={event.what}>
      <EventSign event={event} />
      <p dir="auto">
        <strong>{event.actorId === null ? 'Waypost' : names.person(event.actorId)}</strong>{' '}
        {eventWords(event, names)} <When at={event.createdAt} now={now} /> {waiting && <WaitingMark />}
        {event.reason && <q>{event.reason}</q>}
      </p>
    </li>
  );
}
