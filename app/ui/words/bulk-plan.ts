import { limits } from '../../../shared/model/limits.ts';
import { isActive, type Priority, type Status } from '../../../shared/model/ticket.ts';
import type { Change } from '../../../shared/mutations/undo.ts';
import { moveOf } from '../../../shared/rules/lifecycle.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { statusLabels } from './labels.ts';

/** What can be done to many tickets at once. */
export type BulkAction =
  | { what: 'assignee'; personId: string | null }
  | { what: 'team'; teamId: string | null }
  | { what: 'status'; to: Status; reason: string | null }
  | { what: 'priority'; priority: Priority }
  | { what: 'tag-add' | 'tag-remove'; tagId: string };

/** Who does it, and whom they can give a ticket to. */
export interface BulkActor {
  id: string;
  /** Whether somebody works on the tickets of a team (SPEC S1). */
  worksOn: (personId: string, teamId: string | null) => boolean;
  nameOf: (personId: string) => string;
}

/** A ticket that is left as it is, and why. */
export interface CannotBe {
  ticketId: string;
  why: string;
}

export interface BulkPlan {
  changes: Change[];
  /** How many tickets are changed. */
  tickets: number;
  /** How many are so already. */
  same: number;
  cannot: CannotBe[];
}

type Planned = Change[] | 'same' | { why: string };

/**
 * The changes that do this to each of these tickets: the same ones that its own screen would make. What is so already is
 * left alone, or it would count as this person's; what the rules have no way for is left out and said.
 */
export function planBulk(tickets: readonly TicketSummary[], action: BulkAction, actor: BulkActor): BulkPlan {
  const plan: BulkPlan = { changes: [], tickets: 0, same: 0, cannot: [] };
  for (const ticket of tickets) {
    const planned = planOne(ticket, action, actor);
    if (planned === 'same') plan.same += 1;
    else if ('why' in planned) plan.cannot.push({ ticketId: ticket.id, why: planned.why });
    else {
      plan.changes.push(...planned);
      plan.tickets += 1;
    }
  }
  return plan;
}

function planOne(ticket: TicketSummary, action: BulkAction, actor: BulkActor): Planned {
  const ticketId = ticket.id;
  switch (action.what) {
    case 'assignee':
      return assigned(ticket, action.personId, actor);
    case 'team': {
      const { teamId } = action;
      if (ticket.teamId === teamId) return 'same';
      const { assigneeId } = ticket;
      // Whoever would not see it there any more cannot go on with it.
      const stays = assigneeId !== null && actor.worksOn(assigneeId, teamId);
      return [{ name: 'ticket.assign', args: { ticketId, assigneeId: stays ? assigneeId : null, teamId } }];
    }
    case 'status':
      return moved(ticket, action.to, action.reason);
    case 'priority': {
      const { priority } = action;
      if (ticket.priority === priority) return 'same';
      return [{ name: 'ticket.set-priority', args: { ticketId, priority } }];
    }
    case 'tag-add':
      if (ticket.tagIds.includes(action.tagId)) return 'same';
      if (ticket.tagIds.length >= limits.tagsPerTicket)
        return { why: `It carries ${limits.tagsPerTicket} tags already.` };
      return [{ name: 'tag.add', args: { ticketId, tagId: action.tagId } }];
    case 'tag-remove':
      if (!ticket.tagIds.includes(action.tagId)) return 'same';
      return [{ name: 'tag.remove', args: { ticketId, tagId: action.tagId } }];
  }
}

function assigned(ticket: TicketSummary, personId: string | null, actor: BulkActor): Planned {
  const { id: ticketId, teamId, status } = ticket;
  const takes = personId === actor.id && isActive(status);
  if (ticket.assigneeId === personId && !(takes && status === 'new')) return 'same';
  if (personId !== null && !actor.worksOn(personId, teamId))
    return { why: `${actor.nameOf(personId)} does not see the tickets of its team.` };
  if (takes) return [{ name: 'ticket.take', args: { ticketId } }];
  return [{ name: 'ticket.assign', args: { ticketId, assigneeId: personId, teamId } }];
}

/** The moves from one status to another: one, or to close what is still active, two. Null: the lifecycle has no way. */
export function pathTo(from: Status, to: Status): Status[] | null {
  if (moveOf(from, to)) return [to];
  const closes = to === 'closed' && moveOf(from, 'resolved') && moveOf('resolved', 'closed');
  return closes ? ['resolved', 'closed'] : null;
}

function moved({ id: ticketId, status }: TicketSummary, to: Status, reason: string | null): Planned {
  if (status === to) return 'same';
  const path = pathTo(status, to);
  if (!path)
    return { why: `It is ${statusLabels[status]}, and cannot go from there to ${statusLabels[to]}.` };
  return path.map((step): Change => ({ name: 'ticket.move', args: { ticketId, to: step, reason } }));
}

/** Whether some of these tickets need a reason to go there. */
export function needsReason(tickets: readonly TicketSummary[], to: Status): boolean {
  return tickets.some(({ status }) => moveOf(status, to)?.reason);
}
