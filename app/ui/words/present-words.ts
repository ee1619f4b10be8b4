import { isRedacted } from '../../../shared/model/conversation.ts';
import type { Directory, PresentState, PresentTicket, RefusedChange } from '../../queries/types.ts';
import { countWords, roleLabels, statusLabels } from './labels.ts';
import type { Names } from './names.ts';
import { policyWords } from './policy-words.ts';
import { rowWords, standingWords } from './present-rows.ts';
import { settingEntryWords } from './setting-words.ts';
import { nearTime } from './time-words.ts';

const registers: Readonly<Record<string, string>> = {
  'ticket.set-title': 'title',
  'ticket.set-description': 'description',
  'ticket.set-category': 'category',
  'ticket.move': 'status',
  'ticket.move-back': 'status',
  'ticket.restore': 'status',
  'ticket.set-priority': 'priority',
  'ticket.assign': 'assignee',
  'ticket.take': 'assignee',
  'ticket.set-requester': 'requester',
  'ticket.set-place': 'place',
  'ticket.set-appointment': 'appointment',
};

type Change = Pick<RefusedChange, 'name' | 'args' | 'reason'>;
type Args = Readonly<Record<string, unknown>>;

/** Who reads, and when: names, and the device's time. */
interface Reader {
  names: Names;
  now: number;
}

/**
 * What the office has at the place of a refused change, in a sentence: `The office has: Priority High`. Where the person
 * may not see it, or the device does not have it, it says that and nothing more. Empty where it is there and there is nothing
 * fitting to say of it.
 */
export function presentWords(change: Change, present: PresentState, reader: Reader): string {
  const { name, args } = change;
  if (name === 'ticket.create') return createdWords(change, present.ticket);
  if (present.ticket) {
    const said = onTicket({ name, args }, present.ticket, present, reader);
    return said === null ? '' : `The office has: ${said}`;
  }
  const stands = present.lists && inLists({ name, args }, present.lists, reader.names);
  if (stands) return `The office has: ${stands}`;
  if (present.made) return 'The office does not have its ticket yet.';
  const what = name in listWords ? listWords[name] : 'its ticket';
  return `What stands there now cannot be shown: ${what} is not on this device, or not shared with you.`;
}

function createdWords({ reason }: Change, there: PresentTicket | null): string {
  if (there) return `The office has: ${there.ticket.title}, ${statusLabels[there.ticket.status]}`;
  return reason.code === 'already-exists'
    ? 'The office has another ticket of this identity, which is not on this device.'
    : 'The office has no such ticket. All of it is kept here.';
}

function onTicket(
  { name, args }: { name: string; args: Args },
  there: PresentTicket,
  { conflict }: Pick<PresentState, 'conflict'>,
  reader: Reader,
): string | null {
  const { ticket, messages } = there;
  const register = registers[name];
  if (register !== undefined)
    return standingWords({ kind: 'ticket', rowId: ticket.id, register }, there, reader.names);
  switch (name) {
    case 'conflict.resolve': {
      const write = args['write'] as { name: string; args: Args } | null | undefined;
      if (write) return onTicket(write, there, { conflict }, reader);
      break;
    }
    case 'message.edit':
    case 'message.redact':
    case 'ticket.split': {
      const message = messages.find(({ id }) => id === args['messageId']);
      if (!message) return 'no such message';
      return isRedacted(message)
        ? 'a message whose words were taken back'
        : `a message of ${reader.names.person(message.authorId)} at ${nearTime(message.createdAt, reader.now)}`;
    }
    case 'message.add': {
      const last = messages.at(-1);
      const spoken = last
        ? `${countWords(messages.length, 'message')}, the last of ${reader.names.person(last.authorId)} at ${nearTime(last.createdAt, reader.now)}`
        : 'no message yet';
      return `Status ${statusLabels[ticket.status]}, ${spoken}`;
    }
  }
  return rowWords({ name, args }, there, { conflict }, reader.names);
}

/** What a change of the lists is about, where nothing can be told of it. */
const listWords: Readonly<Record<string, string>> = {
  'policy.set': 'this setting',
  'membership.set': 'this team',
  'person.set-role': 'this person',
  'person.set-active': 'this person',
  'tag.create': 'the list of tags',
  'category.create': 'the list of categories',
  'tag.set': 'the list of tags',
  'category.set': 'the list of categories',
  'team.create': 'the list of teams',
  'team.set': 'the list of teams',
  'field.define': 'the list of fields',
  'calendar.set': 'the list of calendars',
  'sla-policy.set': 'the list of policies',
  'ticket-template.set': 'the list of templates',
  'canned-reply.set': 'the list of canned replies',
  'macro.set': 'the list of macros',
};

function inLists(
  { name, args }: { name: string; args: Args },
  lists: Directory,
  names: Names,
): string | null {
  const text = (key: string): string => (typeof args[key] === 'string' ? args[key] : '');
  switch (name) {
    case 'policy.set':
      return policyWords(text('key'), (key) => lists.policies.get(key), names);
    case 'membership.set': {
      const [teamId, personId] = [text('teamId'), text('personId')];
      const row = lists.memberships.find((one) => one.teamId === teamId && one.personId === personId);
      const there = !row || row.removed ? 'is not in' : row.lead ? 'leads' : 'is in';
      return `${names.person(personId)} ${there} ${names.team(teamId)}`;
    }
    case 'person.set-role': {
      const role = lists.people.get(text('personId'))?.role;
      return role ? `${names.person(text('personId'))}, ${roleLabels[role]}` : null;
    }
    case 'person.set-active': {
      const active = lists.people.get(text('personId'))?.active;
      return active === undefined
        ? null
        : `${names.person(text('personId'))}, ${active ? 'active' : 'deactivated'}`;
    }
    case 'tag.create':
    case 'tag.set':
      return namedWords(lists.tags, text('id'), text('name'), 'tag');
    case 'category.create':
    case 'category.set':
      return namedWords(lists.categories, text('id'), text('name'), 'category');
    case 'team.create':
    case 'team.set':
      return namedWords(lists.teams, text('id'), text('name'), 'team');
    case 'field.define': {
      const fields = [...lists.fields].map(([id, field]) => [id, { ...field, name: field.label }] as const);
      return namedWords(new Map(fields), text('id'), text('label'), 'field');
    }
    case 'calendar.set':
    case 'sla-policy.set':
    case 'ticket-template.set':
    case 'canned-reply.set':
    case 'macro.set':
      return settingEntryWords(lists.settings.get(text('id')), names) ?? 'nothing under this name yet';
    default:
      return null;
  }
}

function namedWords(
  rows: ReadonlyMap<string, { name: string; archived: boolean }>,
  id: string,
  name: string,
  kind: string,
): string {
  const there = rows.get(id) ?? [...rows.values()].find((row) => row.name === name);
  if (!there) return `no ${kind} “${name}”`;
  return `the ${kind} “${there.name}”${there.archived ? ', no longer in use' : ''}`;
}
