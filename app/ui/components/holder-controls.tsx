import type { ReactNode } from 'react';
import { isActive } from '../../../shared/model/ticket.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useLoads } from '../hooks/use-loads.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName, fittingFor, leadsOf } from '../words/choices.ts';
import { Glyph } from './glyph.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';

interface HolderProps {
  ticket: TicketSummary;
}

/** Whose it is; while somebody chooses, each by how much they have already. */
export function AssigneeControl({ ticket, waiting }: HolderProps & { waiting: boolean }): ReactNode {
  const { directory, me, names } = useWorkspace();
  const { looks, setLooks, loadOf } = useLoads('people');
  const assign = useAssign(ticket);
  const keep = useKeep();
  const { assigneeId, teamId } = ticket;
  const take = () => void keep(mutate('ticket.take', { ticketId: ticket.id }));
  const fitting = fittingFor(directory, teamId);
  const staff = fitting.filter((person) => person.id !== me.id);
  const meFits = fitting.length > staff.length;
  const inTeam = new Set(
    directory.memberships.filter((row) => row.teamId === teamId && !row.removed).map((row) => row.personId),
  );
  const leads = new Set(teamId === null ? [] : leadsOf(directory, teamId).map(({ id }) => id));
  const others = staff.filter(({ id }) => !inTeam.has(id));
  const known = (assigneeId === me.id && meFits) || staff.some((person) => person.id === assigneeId);
  const option = (id: string, name: string) => (
    <option key={id} value={id}>
      {name}
      {looks && leads.has(id) && ', lead'}
      {loadOf(id)}
    </option>
  );
  return (
    <div className="assignee-pick">
      <Pick
        label="Assignee"
        value={assigneeId ?? ''}
        onPick={(id) => (id === me.id ? take() : assign(id || null, teamId))}
        mark={<Glyph name="person" />}
        waiting={waiting}
        testId="assignee-control"
        onLook={setLooks}
      >
        <option value="">Unassigned</option>
        {meFits && option(me.id, `${me.name} (me)`)}
        {assigneeId !== null && !known && option(assigneeId, names.person(assigneeId))}
        {inTeam.size > 0 && teamId !== null && (
          <optgroup label={names.team(teamId)}>
            {staff.filter(({ id }) => inTeam.has(id)).map(({ id, name }) => option(id, name))}
          </optgroup>
        )}
        {others.length > 0 && (
          <optgroup label="Everybody else">{others.map(({ id, name }) => option(id, name))}</optgroup>
        )}
      </Pick>
      {(assigneeId !== me.id || ticket.status === 'new') && meFits && isActive(ticket.status) && (
        <button type="button" className="button" onClick={take}>
          Take
        </button>
      )}
    </div>
  );
}

/** Which team's it is; while somebody chooses, each by how much it has already, and who leads it. */
export function TeamControl({ ticket }: HolderProps): ReactNode {
  const { directory, names } = useWorkspace();
  const { looks, setLooks, loadOf } = useLoads('teams');
  const assign = useAssign(ticket);
  const { assigneeId, teamId } = ticket;
  const move = (next: string | null) => {
    // Whoever would not see it there any more cannot go on with it.
    const stays = fittingFor(directory, next).some((person) => person.id === assigneeId);
    assign(stays ? assigneeId : null, next);
  };
  const leadWords = (id: string): string => {
    const leads = looks ? leadsOf(directory, id) : [];
    return leads.length ? `, lead ${leads.map(({ name }) => name).join(' and ')}` : '';
  };
  return (
    <Pick
      label="Team"
      value={teamId ?? ''}
      onPick={(id) => move(id || null)}
      mark={<Glyph name="team" />}
      testId="team-control"
      onLook={setLooks}
    >
      <option value="">No team</option>
      {teamId !== null && directory.teams.get(teamId)?.archived !== false && (
        <option value={teamId}>{names.team(teamId)}</option>
      )}
      {byName(directory.teams.values()).map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
          {leadWords(id)}
          {loadOf(id)}
        </option>
      ))}
    </Pick>
  );
}

/** Person and team are one register: both go with every change, so that neither is lost to the other. */
function useAssign({ id }: TicketSummary): (assigneeId: string | null, teamId: string | null) => void {
  const keep = useKeep();
  return (assigneeId, teamId) => void keep(mutate('ticket.assign', { ticketId: id, assigneeId, teamId }));
}
