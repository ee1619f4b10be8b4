import { priorities, type Priority, type Status } from '../../shared/model/ticket.ts';
import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import { nextStatuses } from '../../shared/rules/lifecycle.ts';
import { Chance } from '../data.ts';

/** A mutation as a screen would make it. */
export type Planned = { [N in MutationName]: { name: N; args: MutationArgs<N> } }[MutationName];

/** What a mix needs to know of a ticket. */
export interface Workable {
  id: string;
  status: Status;
}

export interface Supplies {
  tickets: readonly Workable[];
  staffIds: readonly string[];
  requesterIds: readonly string[];
  teamIds: readonly string[];
  tagIds: readonly string[];
}

const kinds: [Kind, number][] = [
  ['message', 38],
  ['move', 20],
  ['priority', 12],
  ['assign', 12],
  ['title', 6],
  ['tag', 9],
  ['create', 3],
];
type Kind = 'message' | 'move' | 'priority' | 'assign' | 'title' | 'tag' | 'create';

/**
 * A day of a field agent without a network: messages first of all, then status, priority, assignee, tags, titles, and
 * now and then a new ticket. Moves follow the lifecycle, so none is refused. Made in order: later ones build on earlier.
 */
export function makeMix(count: number, supplies: Supplies, seed: number): Planned[] {
  const chance = new Chance(seed);
  const tickets = supplies.tickets.map((ticket) => ({ ...ticket }));
  return Array.from({ length: count }, () => one(chance, tickets, supplies));
}

function one(chance: Chance, tickets: Workable[], supplies: Supplies): Planned {
  const ticket = chance.pick(tickets);
  const ticketId = ticket.id;
  switch (chance.weighted(kinds)) {
    case 'move': {
      const to = chance.pick(nextStatuses(ticket.status));
      const reason = ticket.status === 'closed' ? 'It came back.' : null;
      ticket.status = to;
      return { name: 'ticket.move', args: { ticketId, to, reason } };
    }
    case 'priority':
      return { name: 'ticket.set-priority', args: { ticketId, priority: chance.pick<Priority>(priorities) } };
    case 'assign': {
      const args = {
        ticketId,
        assigneeId: chance.pick(supplies.staffIds),
        teamId: chance.pick(supplies.teamIds),
      };
      return { name: 'ticket.assign', args };
    }
    case 'title':
      return { name: 'ticket.set-title', args: { ticketId, title: chance.words(4, 9) } };
    case 'tag': {
      const name = chance.next() < 0.7 ? 'tag.add' : 'tag.remove';
      return { name, args: { ticketId, tagId: chance.pick(supplies.tagIds) } };
    }
    case 'create':
      return create(chance, tickets, supplies);
    case 'message': {
      const args = { ticketId, id: chance.uuid(), body: chance.words(8, 60), internal: chance.next() < 0.25 };
      return { name: 'message.add', args };
    }
  }
}

function create(chance: Chance, tickets: Workable[], supplies: Supplies): Planned {
  const id = chance.uuid();
  tickets.push({ id, status: 'new' });
  return {
    name: 'ticket.create',
    args: {
      id,
      number: null,
      title: chance.words(4, 9),
      description: chance.words(20, 90),
      priority: chance.pick<Priority>(priorities),
      categoryId: null,
      requesterId: chance.pick(supplies.requesterIds),
      assigneeId: null,
      teamId: chance.pick(supplies.teamIds),
      place: null,
    },
  };
}
