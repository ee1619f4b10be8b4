import type { TimelineEvent } from '../model/conversation.ts';
import type { Priority } from '../model/ticket.ts';
import type { FieldContent } from './field.ts';
import type { Insert, Write } from './plan.ts';
import type { MutationArgs, MutationName } from './registry.ts';
import { isUndoable } from './undoable.ts';

/** A change as a device remembers it. */
export interface Done {
  name: string;
  args: unknown;
  /** What its plan wrote, its entries in the timeline with the values of before among them. */
  writes: readonly Write[];
}

/** One change to be made, by its name. */
export type Change = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/** What puts something back, and the changes it puts back. */
export interface Inverse<D extends Done = Done> {
  change: Change;
  of: readonly D[];
}

/**
 * The changes that put back what one action did, in the order to make them: the last thing first. A change that changed
 * nothing, or whose values of before are not known here any more, has none.
 */
export function inversesOf<D extends Done>(action: readonly D[]): Inverse<D>[] {
  const inverses: Inverse<D>[] = [];
  /** Moves of one ticket in one action go back in one step: the lifecycle may have no way back for each alone. */
  const moves = new Map<string, { eventIds: string[]; of: D[] }>();
  for (const done of action.toReversed()) {
    if (!isUndoable(done.name)) continue;
    const change = inverseOfPerson(done);
    if (change) inverses.push({ change, of: [done] });
    for (const event of eventsOf(done).toReversed()) {
      if (event.what !== 'status') {
        const back = inverseOfEvent(event);
        if (back) inverses.push({ change: back, of: [done] });
        continue;
      }
      const known = moves.get(event.ticketId);
      const move = known ?? { eventIds: [], of: [] };
      move.eventIds.unshift(event.id);
      move.of.unshift(done);
      if (known) continue;
      moves.set(event.ticketId, move);
      const args = { ticketId: event.ticketId, eventIds: move.eventIds };
      inverses.push({ change: { name: 'ticket.move-back', args }, of: move.of });
    }
  }
  return inverses;
}

function eventsOf({ writes }: Done): Insert<'event'>['row'][] {
  return writes.flatMap((write) =>
    write.op === 'insert' && write.ref.kind === 'event' ? [(write as Insert & Insert<'event'>).row] : [],
  );
}

/** A person has no timeline. What it was is what it is not now: a change to what is already so is offered nowhere. */
function inverseOfPerson({ name, args }: Done): Change | undefined {
  if (name !== 'person.set-active') return undefined;
  const { personId, active } = args as MutationArgs<'person.set-active'>;
  return { name, args: { personId, active: !active } };
}

type Happened = Pick<TimelineEvent, 'ticketId' | 'what' | 'oldValue' | 'newValue'>;

/** By what happened, not by what was asked for: whoever takes a ticket also moves it. */
function inverseOfEvent({ ticketId, what, oldValue, newValue }: Happened): Change | undefined {
  switch (what) {
    case 'title':
      return { name: 'ticket.set-title', args: { ticketId, title: oldValue as string } };
    case 'description':
      return { name: 'ticket.set-description', args: { ticketId, description: oldValue as string } };
    case 'category':
      return { name: 'ticket.set-category', args: { ticketId, categoryId: oldValue as string | null } };
    case 'priority':
      return { name: 'ticket.set-priority', args: { ticketId, priority: oldValue as Priority } };
    case 'requester':
      return { name: 'ticket.set-requester', args: { ticketId, requesterId: oldValue as string } };
    case 'assignee': {
      const before = oldValue as { assigneeId: string | null; teamId: string | null } | null;
      return before ? { name: 'ticket.assign', args: { ticketId, ...before } } : undefined;
    }
    case 'tag-added':
      return { name: 'tag.remove', args: { ticketId, tagId: newValue as string } };
    case 'tag-removed':
      return { name: 'tag.add', args: { ticketId, tagId: newValue as string } };
    case 'field': {
      const before = oldValue as { fieldId: string; value: FieldContent } | null;
      return before ? { name: 'field.set', args: { ticketId, ...before } } : undefined;
    }
    case 'place': {
      const before = oldValue as Omit<MutationArgs<'ticket.set-place'>, 'ticketId'> | null;
      return before ? { name: 'ticket.set-place', args: { ticketId, ...before } } : undefined;
    }
    case 'appointment': {
      const before = oldValue as Omit<MutationArgs<'ticket.set-appointment'>, 'ticketId'> | null;
      return before ? { name: 'ticket.set-appointment', args: { ticketId, ...before } } : undefined;
    }
    // A merge has an undo of its own; the rest is no change of this ticket's, or nobody's to take back.
    case 'status':
    case 'follow-up':
    case 'linked':
    case 'unlinked':
    case 'merged':
    case 'unmerged':
    case 'merged-reply':
    case 'split':
    case 'breach':
    case 'breach-withdrawn':
    case 'warning':
      return undefined;
  }
}
