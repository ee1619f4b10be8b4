import { useState, type ReactNode } from 'react';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { isActive, priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { moveOf, nextStatuses } from '../../../shared/rules/lifecycle.ts';
import { may } from '../../../shared/rules/permissions.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { priorityLabels, statusLabels } from '../words/labels.ts';
import { Delivery } from './delivery.tsx';
import { AssigneeControl, TeamControl } from './holder-controls.tsx';
import { Deadline } from './ticket-row.tsx';
import { PriorityShape, StatusShape } from './marks.tsx';
import { Pick } from './pick.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useKeep } from './toasts.tsx';

interface ControlProps {
  ticket: TicketSummary;
  waiting: ReadonlySet<EventKind>;
}

/** What staff change most, always in reach: status, priority, who has it. */
export function MainControls({ ticket, waiting }: ControlProps): ReactNode {
  const { promises } = useWorkspace();
  const now = useNow();
  return (
    <div className="main-controls">
      <StatusControl ticket={ticket} waiting={waiting} />
      <AssigneeControl ticket={ticket} waiting={waiting.has('assignee')} />
      <PriorityControl ticket={ticket} waiting={waiting} />
      <TeamControl ticket={ticket} />
      {isActive(ticket.status) && (
        <p className="main-deadline">
          <Deadline ticket={ticket} promises={promises} now={now} />
        </p>
      )}
      <Delivery ticket={ticket} />
    </div>
  );
}

/** The move that most often comes next has a button of its own. */
const usualMove: Readonly<Partial<Record<Status, { to: Status; words: string }>>> = {
  new: { to: 'resolved', words: 'Resolve' },
  open: { to: 'resolved', words: 'Resolve' },
  pending: { to: 'resolved', words: 'Resolve' },
  escalated: { to: 'resolved', words: 'Resolve' },
  resolved: { to: 'closed', words: 'Close' },
  closed: { to: 'open', words: 'Restore' },
};

function StatusControl({ ticket, waiting }: ControlProps): ReactNode {
  const { me } = useWorkspace();
  const keep = useKeep();
  const [asking, setAsking] = useState<Status | null>(null);
  const allowed = nextStatuses(ticket.status).filter((to) => {
    const move = moveOf(ticket.status, to);
    return move && may(me.role, move.needs);
  });
  const go = async (to: Status, reason: string | null) =>
    keep(mutate('ticket.move', { ticketId: ticket.id, to, reason }));
  const pick = (to: Status) => {
    if (moveOf(ticket.status, to)?.reason) setAsking(to);
    else void go(to, null);
  };
  const usual = usualMove[ticket.status];
  return (
    <div className="status-pick">
      <Pick
        label="Status"
        value={ticket.status}
        onPick={(to) => pick(to as Status)}
        mark={<StatusShape status={ticket.status} />}
        waiting={waiting.has('status')}
        testId="status-control"
        disabled={allowed.length === 0}
      >
        {statuses
          .filter((status) => status === ticket.status || allowed.includes(status))
          .map((status) => (
            <option key={status} value={status}>
              {statusLabels[status]}
            </option>
          ))}
      </Pick>
      {usual && allowed.includes(usual.to) && (
        <button type="button" className="button" onClick={() => pick(usual.to)}>
          <StatusShape status={usual.to} />
          {usual.words}
        </button>
      )}
      {asking && (
        <ReasonDialog
          title={asking === 'open' ? 'Restore this ticket' : `Move to ${statusLabels[asking]}`}
          draft={`${asking}:${ticket.id}`}
          ticketId={ticket.id}
          onClose={() => setAsking(null)}
          onReason={(reason) => go(asking, reason)}
        />
      )}
    </div>
  );
}

function PriorityControl({ ticket, waiting }: ControlProps): ReactNode {
  const keep = useKeep();
  return (
    <Pick
      label="Priority"
      value={ticket.priority}
      onPick={(priority) =>
        void keep(mutate('ticket.set-priority', { ticketId: ticket.id, priority: priority as Priority }))
      }
      mark={<PriorityShape priority={ticket.priority} />}
      waiting={waiting.has('priority')}
      testId="priority-control"
    >
      {priorities.map((priority) => (
        <option key={priority} value={priority}>
          {priorityLabels[priority]}
        </option>
      ))}
    </Pick>
  );
}
