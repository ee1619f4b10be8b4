import { useState, type ReactNode } from 'react';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { isActive, priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { moveOf, nextStatuses } from '../../../shared/rules/lifecycle.ts';
import { may } from '../../../shared/rules/permissions.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName, fittingFor } from '../words/choices.ts';
import { priorityLabels, statusLabels } from '../words/labels.ts';
import { Deadline } from './ticket-row.tsx';
import { Glyph } from './glyph.tsx';
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
      <HolderControls ticket={ticket} waiting={waiting} />
      {isActive(ticket.status) && (
        <p className="main-deadline">
          <Deadline ticket={ticket} promises={promises} now={now} />
        </p>
      )}
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
          onClose={() => setAsking(null)}
          onReason={async (reason) => {
            if (await go(asking, reason)) setAsking(null);
          }}
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

/** Person and team are one register: both go with every change, so that neither is lost to the other. */
function HolderControls({ ticket, waiting }: ControlProps): ReactNode {
  const { directory, me, names } = useWorkspace();
  const keep = useKeep();
  const assign = (assigneeId: string | null, teamId: string | null) =>
    void keep(mutate('ticket.assign', { ticketId: ticket.id, assigneeId, teamId }));
  const { assigneeId, teamId } = ticket;
  const take = () => void keep(mutate('ticket.take', { ticketId: ticket.id }));
  const fitting = fittingFor(directory, teamId);
  const staff = fitting.filter((person) => person.id !== me.id);
  const meFits = fitting.length > staff.length;
  const move = (next: string | null) => {
    // Whoever would not see it there any more cannot go on with it.
    const stays = fittingFor(directory, next).some((person) => person.id === assigneeId);
    assign(stays ? assigneeId : null, next);
  };
  const inTeam = new Set(
    directory.memberships.filter((row) => row.teamId === teamId && !row.removed).map((row) => row.personId),
  );
  const others = staff.filter(({ id }) => !inTeam.has(id));
  const known = (assigneeId === me.id && meFits) || staff.some((person) => person.id === assigneeId);
  const options = (people: typeof staff) =>
    people.map((person) => (
      <option key={person.id} value={person.id}>
        {person.name}
      </option>
    ));
  return (
    <>
      <div className="assignee-pick">
        <Pick
          label="Assignee"
          value={assigneeId ?? ''}
          onPick={(id) => (id === me.id ? take() : assign(id || null, teamId))}
          mark={<Glyph name="person" />}
          waiting={waiting.has('assignee')}
          testId="assignee-control"
        >
          <option value="">Unassigned</option>
          {meFits && <option value={me.id}>{me.name} (me)</option>}
          {assigneeId !== null && !known && <option value={assigneeId}>{names.person(assigneeId)}</option>}
          {inTeam.size > 0 && teamId !== null && (
            <optgroup label={names.team(teamId)}>
              {options(staff.filter(({ id }) => inTeam.has(id)))}
            </optgroup>
          )}
          {others.length > 0 && <optgroup label="Everybody else">{options(others)}</optgroup>}
        </Pick>
        {assigneeId !== me.id && meFits && isActive(ticket.status) && (
          <button type="button" className="button" onClick={take}>
            Take
          </button>
        )}
      </div>
      <PriorityControl ticket={ticket} waiting={waiting} />
      <Pick
        label="Team"
        value={teamId ?? ''}
        onPick={(id) => move(id || null)}
        mark={<Glyph name="team" />}
        testId="team-control"
      >
        <option value="">No team</option>
        {teamId !== null && directory.teams.get(teamId)?.archived !== false && (
          <option value={teamId}>{names.team(teamId)}</option>
        )}
        {byName(directory.teams.values()).map((team) => (
          <option key={team.id} value={team.id}>
            {team.name}
          </option>
        ))}
      </Pick>
    </>
  );
}
