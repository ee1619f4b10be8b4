import type { ReactNode } from 'react';
import type { Priority, Status } from '../../../shared/model/ticket.ts';
import { countWords, priorityLabels, statusLabels } from '../words/labels.ts';
import { Glyph } from './glyph.tsx';

/** Each status has a shape of its own, so that it is told apart without its colour. */
const statusShapes: Readonly<Record<Status, ReactNode>> = {
  new: <circle cx="8" cy="8" r="5.7" className="mark-line mark-dashes" strokeDasharray="2.7 1.777" />,
  open: (
    <>
      <circle cx="8" cy="8" r="5.7" className="mark-line" />
      <path className="mark-fill" d="M8 4.2a3.8 3.8 0 0 1 0 7.6z" />
    </>
  ),
  pending: (
    <>
      <circle cx="8" cy="8" r="5.7" className="mark-line" />
      <path className="mark-line" d="M6.4 5.8v4.4M9.6 5.8v4.4" />
    </>
  ),
  escalated: (
    <>
      <path className="mark-fill" d="M8 1.2 15.4 14.3H.6z" />
      <path className="mark-knock" d="M8 6v3.8M8 11.9v.2" />
    </>
  ),
  resolved: (
    <>
      <circle cx="8" cy="8" r="6.6" className="mark-fill" />
      <path className="mark-knock" d="m5 8.2 2.2 2.2L11 6" />
    </>
  ),
  closed: (
    <>
      <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="2.4" className="mark-fill" />
      <path className="mark-knock" d="M5 8h6" />
    </>
  ),
};

/** Priorities climb: one bar, two, three; urgent breaks the pattern on purpose. */
const priorityShapes: Readonly<Record<Priority, ReactNode>> = {
  low: <Bars filled={1} />,
  medium: <Bars filled={2} />,
  high: <Bars filled={3} />,
  urgent: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="3" className="mark-fill" />
      <path className="mark-knock" d="M8 4.4v4.2M8 11.3v.2" />
    </>
  ),
};

function Bars({ filled }: { filled: number }): ReactNode {
  return [0, 1, 2].map((bar) => (
    <rect
      key={bar}
      x={1.5 + bar * 4.75}
      y={9.5 - bar * 3.5}
      width="3.5"
      height={5 + bar * 3.5}
      rx="1"
      className={bar < filled ? 'mark-fill' : 'mark-ghost'}
    />
  ));
}

/** The shape alone, for places that say the word themselves. */
export function StatusShape({ status }: { status: Status }): ReactNode {
  return (
    <svg className={`mark mark-status-${status}`} viewBox="0 0 16 16" aria-hidden="true">
      {statusShapes[status]}
    </svg>
  );
}

export function PriorityShape({ priority }: { priority: Priority }): ReactNode {
  return (
    <svg className={`mark mark-priority-${priority}`} viewBox="0 0 16 16" aria-hidden="true">
      {priorityShapes[priority]}
    </svg>
  );
}

export function StatusMark({ status }: { status: Status }): ReactNode {
  return (
    <span className={`status status-${status}`}>
      <StatusShape status={status} />
      {statusLabels[status]}
    </span>
  );
}

export function PriorityMark({ priority }: { priority: Priority }): ReactNode {
  return (
    <span className={`priority priority-${priority}`}>
      <PriorityShape priority={priority} />
      {priorityLabels[priority]}
      <span className="unseen"> priority</span>
    </span>
  );
}

/** Own changes that the office does not have yet, at the place they belong to. */
export function WaitingMark({ count }: { count?: number }): ReactNode {
  return (
    <span className="waiting-mark" data-testid="waiting-mark" title="Saved on this device, not sent yet">
      <Glyph name="waiting" />
      {count !== undefined && count > 1 ? `${count} waiting` : 'waiting'}
    </span>
  );
}

/** Changes that wait for an admin's approval. `short`: beside another mark there is room for no words. */
export function ApprovalMark({ short }: { short: boolean }): ReactNode {
  return (
    <span className="waiting-mark" data-testid="approval-mark" title="Waits for an admin’s approval">
      <Glyph name="check" />
      <span className={short ? 'unseen' : undefined}>for approval</span>
    </span>
  );
}

export function RefusedMark({ count }: { count: number }): ReactNode {
  return (
    <span className="refused-mark">
      <Glyph name="alert" />
      {count} refused
    </span>
  );
}

/** Own files that do not get to the office. */
export function StuckMark({ count }: { count: number }): ReactNode {
  return (
    <span className="refused-mark" data-testid="stuck-mark">
      <Glyph name="alert" />
      {countWords(count, 'file')} not sent
    </span>
  );
}
