import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { dueOfTicket, pressingOf, type Promises } from '../../../shared/rules/sla/of-ticket.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { numberFollows } from '../words/labels.ts';
import type { Names } from '../words/names.ts';
import { dueWords } from '../words/due-words.ts';
import { fullTime } from '../words/time-words.ts';
import { Glyph } from './glyph.tsx';
import { ApprovalMark, PriorityMark, RefusedMark, StatusMark, StuckMark, WaitingMark } from './marks.tsx';

/** How a row stands: one line with columns, two lines, or a card of three. */
export type RowShape = 'table' | 'wide' | 'card';

interface TicketRowProps {
  ticket: TicketSummary;
  /** How many own files on it do not get to the office. */
  stuck: number;
  names: Names;
  promises: Promises | null;
  now: number;
  top: number;
  height: number;
  position: number;
  count: number;
  href: string;
  open: boolean;
  /** Requesters do not know the teams. */
  withTeam: boolean;
  onFocus: (position: number) => void;
  selected: boolean;
  /** Null where nothing can be selected. */
  onSelect: ((position: number, from?: 'range') => void) | null;
}

/** A ticket in the list. The title is its link and reaches over the whole row. */
export const TicketRow = memo(function TicketRow(props: TicketRowProps): ReactNode {
  const { ticket, names, now, position, onSelect } = props;
  return (
    <li
      className={`row${props.open ? ' row-open' : ''}${props.selected ? ' row-selected' : ''}`}
      data-testid="ticket-row"
      data-ticket-id={ticket.id}
      data-position={position}
      aria-posinset={position + 1}
      aria-setsize={props.count}
      style={{ transform: `translateY(${props.top}px)`, height: props.height }}
    >
      {onSelect && (
        <label className="row-select">
          <input
            type="checkbox"
            // The rows are walked through by their titles; there x selects.
            tabIndex={-1}
            checked={props.selected}
            aria-label={`Select ${ticket.title}`}
            onChange={({ nativeEvent }) =>
              onSelect(position, (nativeEvent as MouseEvent).shiftKey ? 'range' : undefined)
            }
          />
        </label>
      )}
      <StatusMark status={ticket.status} />
      <PriorityMark priority={ticket.priority} />
      <span className="row-number">{ticket.number ?? numberFollows}</span>
      <span className="row-what">
        <Link
          href={props.href}
          className="row-title"
          dir="auto"
          aria-current={props.open ? 'true' : undefined}
          onFocus={() => props.onFocus(position)}
        >
          {ticket.title}
        </Link>
        {ticket.tagIds.length > 0 && <Tags ids={ticket.tagIds} names={names} />}
      </span>
      <span className="row-team">
        {props.withTeam && ticket.teamId && (
          <>
            <Glyph name="team" />
            <span>{names.team(ticket.teamId)}</span>
          </>
        )}
      </span>
      <span className={`row-assignee${ticket.assigneeId ? '' : ' row-nobody'}`}>
        <Glyph name={ticket.assigneeId ? 'person' : 'nobody'} />
        <span dir="auto">{ticket.assigneeId ? names.person(ticket.assigneeId) : 'Unassigned'}</span>
      </span>
      <Deadline ticket={ticket} promises={props.promises} now={now} />
      <span className="row-own">
        {props.stuck > 0 && <StuckMark count={props.stuck} />}
        {ticket.refused > 0 && <RefusedMark count={ticket.refused} />}
        {ticket.asked > 0 && <ApprovalMark short={ticket.refused > 0 || ticket.waiting > 0} />}
        {ticket.waiting > 0 && <WaitingMark count={ticket.waiting} />}
      </span>
    </li>
  );
});

const tagsShown = 3;

function Tags({ ids, names }: { ids: readonly string[]; names: Names }): ReactNode {
  return (
    <span className="row-tags">
      {ids.slice(0, tagsShown).map((id) => (
        <span key={id} className="tag" data-color={names.tagColor(id)} dir="auto">
          {names.tag(id)}
        </span>
      ))}
      {ids.length > tagsShown && <span className="tag">+{ids.length - tagsShown}</span>}
    </span>
  );
}

interface DeadlineProps {
  ticket: TicketSummary;
  promises: Promises | null;
  now: number;
}

/** What is due first, while anything is: the same on every device, with a network or without. */
export function Deadline({ ticket, promises, now }: DeadlineProps): ReactNode {
  const pressing = promises && pressingOf(dueOfTicket(ticket, ticket.tagIds, promises, now));
  if (!pressing) return <span className="deadline" />;
  const { words, urgency } = dueWords(pressing, now);
  const { due } = pressing;
  return (
    <span
      className={`deadline deadline-${urgency}`}
      title={due.state === 'paused' ? undefined : fullTime(due.dueAt)}
      data-testid="deadline"
    >
      {urgency !== 'later' && <Glyph name={deadlineGlyphs[urgency]} />}
      {words}
    </span>
  );
}

const deadlineGlyphs = { overdue: 'alert', soon: 'clock', paused: 'pause' } as const;
