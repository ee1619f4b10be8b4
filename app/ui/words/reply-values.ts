import { firstNameOf, type VariableValues } from '../../../shared/rules/fill-variables.ts';
import type { Ticket } from '../../../shared/model/ticket.ts';
import type { Account, Directory } from '../../queries/types.ts';
import { priorityLabels, statusLabels } from './labels.ts';

type About = Pick<
  Ticket,
  'number' | 'title' | 'status' | 'priority' | 'requesterId' | 'assigneeId' | 'teamId'
>;

/** What the variables of a prepared text stand for on a ticket; null where this device does not know. */
export function replyValues(
  ticket: About,
  { people, teams }: Pick<Directory, 'people' | 'teams'>,
  { person, tenant }: Pick<Account, 'person' | 'tenant'>,
): VariableValues {
  const nameOf = (id: string | null) => (id === null ? null : (people.get(id)?.name ?? null));
  const requester = nameOf(ticket.requesterId);
  // The directory hears of a new name before the session does.
  const agent = nameOf(person.id) ?? person.name;
  return {
    'requester.name': requester,
    'requester.first-name': requester && firstNameOf(requester),
    'ticket.number': ticket.number,
    'ticket.title': ticket.title,
    'ticket.status': statusLabels[ticket.status],
    'ticket.priority': priorityLabels[ticket.priority],
    'assignee.name': nameOf(ticket.assigneeId),
    'team.name': ticket.teamId === null ? null : (teams.get(ticket.teamId)?.name ?? null),
    'agent.name': agent,
    'agent.first-name': firstNameOf(agent),
    'workspace.name': tenant.name,
  };
}

/** Somebody’s ticket, to try a text on while it is written. */
export function exampleValues({ person, tenant }: Pick<Account, 'person' | 'tenant'>): VariableValues {
  return {
    'requester.name': 'Mara Lindqvist',
    'requester.first-name': 'Mara',
    'ticket.number': '202611-0042',
    'ticket.title': 'Lift 2 stands still',
    'ticket.status': statusLabels.open,
    'ticket.priority': priorityLabels.high,
    'assignee.name': person.name,
    'team.name': 'North crew',
    'agent.name': person.name,
    'agent.first-name': firstNameOf(person.name),
    'workspace.name': tenant.name,
  };
}
