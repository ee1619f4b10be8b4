import { isApprovalKey, isDaysKey } from '../../../shared/model/policy.ts';
import type { WaitingChange } from '../../queries/types.ts';
import { fieldWorkValueWords } from './field-work-words.ts';
import { priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { roles, type Role } from '../../../shared/model/directory.ts';
import type { LinkKind } from '../../../shared/model/link.ts';
import { countWords, linkLabels, numberFollows, priorityLabels, roleLabels, statusLabels } from './labels.ts';
import { appointmentWords, fieldValueWords, holderWords, placeWords } from './event-words.ts';
import type { Names } from './names.ts';
import { policyWords } from './policy-words.ts';

type Change = Pick<WaitingChange, 'name' | 'args' | 'ticketNumber' | 'ticketTitle'>;

/** How a ticket is called in a sentence: by its number, else by its title. */
export function ticketWords({ ticketNumber, ticketTitle }: Omit<Change, 'name' | 'args'>): string {
  return ticketNumber ?? (ticketTitle ? `“${ticketTitle}”` : 'a ticket');
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const idOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** An own change in words, as the list of waiting changes shows it: `Status of 202611-0007 → Resolved`. */
export function changeWords(change: Change, names: Names): string {
  const { name, args } = change;
  const ticket = ticketWords(change);
  switch (name) {
    case 'ticket.create':
      return `New ticket ${text(args['number']) || `(${numberFollows})`}: ${text(args['title'])}`;
    case 'ticket.move':
      return `Status of ${ticket} → ${statuses.includes(args['to'] as Status) ? statusLabels[args['to'] as Status] : text(args['to'])}`;
    case 'ticket.move-back':
      return `Move of ${ticket} taken back`;
    case 'ticket.restore':
      return `${ticket} restored from the archive`;
    case 'ticket.set-priority':
      return `Priority of ${ticket} → ${priorities.includes(args['priority'] as Priority) ? priorityLabels[args['priority'] as Priority] : text(args['priority'])}`;
    case 'ticket.assign':
      return `Assignment of ${ticket} → ${holderWords(args, names) ?? 'nobody'}`;
    case 'ticket.take':
      return `${ticket} taken`;
    case 'ticket.set-title':
      return `Title of ${ticket}${args['title'] === '' ? '' : ` → “${text(args['title'])}”`}`;
    case 'ticket.set-description':
      return `Description of ${ticket}`;
    case 'ticket.set-category':
      return `Category of ${ticket} → ${idOf(args['categoryId']) ? names.category(idOf(args['categoryId'])) : 'none'}`;
    case 'ticket.set-requester':
      return `Requester of ${ticket} → ${names.person(idOf(args['requesterId']))}`;
    case 'ticket.merge':
      return `${ticket} merged into another ticket`;
    case 'ticket.unmerge':
      return `Merge of ${ticket} undone`;
    case 'ticket.split':
      return `New ticket out of a message on ${ticket}: ${text(args['title'])}`;
    case 'link.add':
      return `Link of ${ticket}: ${(linkLabels[args['what'] as LinkKind] ?? 'Linked to').toLowerCase()} another ticket`;
    case 'link.remove':
      return `Link of ${ticket} taken away`;
    case 'ticket.set-place':
      return `Place of ${ticket} → ${placeWords(args)}`;
    case 'ticket.set-appointment':
      return `Appointment of ${ticket} → ${appointmentWords(args)}`;
    case 'message.add':
      return `${args['internal'] === true ? 'Internal note' : 'Reply'} on ${ticket}`;
    case 'message.edit':
      return `Message on ${ticket} in other words`;
    case 'message.redact':
      return `Words of a message on ${ticket} taken back`;
    case 'attachment.add':
      return `File “${text(args['name'])}” on ${ticket}`;
    case 'tag.add':
      return `Tag ${names.tag(idOf(args['tagId']))} on ${ticket}`;
    case 'tag.remove':
      return `Tag ${names.tag(idOf(args['tagId']))} off ${ticket}`;
    case 'field.set':
      return `${names.field(idOf(args['fieldId']))} of ${ticket} → ${fieldValueWords(args['value'])}`;
    case 'tag.set':
      return `${outOfUse(args)}Tag ${text(args['name'])}`;
    case 'category.set':
      return `${outOfUse(args)}Category ${text(args['name'])}`;
    case 'team.set':
      return `${outOfUse(args)}Team ${text(args['name'])}`;
    case 'field.define':
      return `${outOfUse(args)}Field ${text(args['label'])}`;
    case 'tag.create':
      return `New tag ${text(args['name'])}`;
    case 'category.create':
      return `New category ${text(args['name'])}`;
    case 'team.create':
      return `New team ${text(args['name'])}`;
    case 'approval.decide':
      return `Request on ${ticket} ${decisionWords[text(args['decision'])] ?? 'decided'}`;
    case 'conflict.resolve':
      return `${resolutionWords[text(args['choice'])] ?? 'Conflict settled'} on ${ticket}`;
    case 'notice.read': {
      const count = Array.isArray(args['ids']) ? args['ids'].length : 1;
      return `${countWords(count, 'notification')} marked as ${args['read'] === false ? 'unread' : 'read'}`;
    }
    case 'notice.choose':
      return args['wanted'] === false
        ? 'A kind of notifications turned off'
        : 'A kind of notifications turned on';
    case 'ticket.mute':
      return args['muted'] === false ? `${ticket} no longer muted` : `${ticket} muted`;
    case 'export.note':
      return `${exportedWords[text(args['what'])] ?? 'Something'} taken along as a file`;
    case 'policy.set':
      return settingWords(text(args['key']), args['value'], names);
    case 'calendar.set':
      return `${outOfUse(args)}Calendar “${nameIn(args)}”`;
    case 'sla-policy.set':
      return `${outOfUse(args)}SLA policy “${nameIn(args)}”`;
    case 'ticket-template.set':
      return `${outOfUse(args)}Ticket template “${nameIn(args)}”`;
    case 'checklist.add': {
      const items = Array.isArray(args['items']) ? args['items'] : [];
      const [first] = items as { text?: unknown }[];
      return items.length === 1
        ? `Checklist of ${ticket}: “${text(first?.text)}”`
        : `Checklist of ${ticket}: ${countWords(items.length, 'item')}`;
    }
    case 'checklist.set':
      return `Checklist of ${ticket}: ${args['text'] === '' ? 'an item' : `“${text(args['text'])}”`}${args['removed'] === true ? ' taken off' : ''}`;
    case 'checklist.tick':
      return `Checklist of ${ticket}: ${args['done'] === true ? 'an item done' : 'an item not done'}`;
    case 'visit.set':
      return `Visit on ${ticket}: ${fieldWorkValueWords('visit', args) ?? ''}`;
    case 'visit.sign':
      return `Visit on ${ticket} signed by ${text(args['name'])}`;
    case 'time.set':
      return `Time on ${ticket}: ${fieldWorkValueWords('timeEntry', args) ?? ''}`;
    case 'canned-reply.set':
      return `${outOfUse(args)}Canned reply “${nameIn(args)}”`;
    case 'macro.set':
      return `${outOfUse(args)}Macro “${nameIn(args)}”`;
    case 'membership.set':
      return `${names.person(idOf(args['personId']))} ${args['removed'] === true ? 'out of' : 'in'} ${names.team(idOf(args['teamId']))}`;
    case 'person.set-role':
      return `Role of ${names.person(idOf(args['personId']))} → ${roles.includes(args['role'] as Role) ? roleLabels[args['role'] as Role] : text(args['role'])}`;
    case 'person.set-active':
      return `${names.person(idOf(args['personId']))} ${args['active'] === true ? 'works here again' : 'works here no longer'}`;
    default:
      return `Change to ${ticket} (${name})`;
  }
}

const exportedWords: Readonly<Record<string, string>> = {
  people: 'The list of people',
  tickets: 'A list of tickets',
  refused: 'A refused change',
  words: 'Words without a ticket',
};

const nameIn = ({ value }: Change['args']): string => text((value as { name?: unknown } | undefined)?.name);
const outOfUse = ({ archived }: Change['args']): string => (archived === true ? 'Out of use: ' : '');

function settingWords(key: string, value: unknown, names: Names): string {
  const words = key === 'merge' ? null : policyWords(key, (of) => (of === key ? value : undefined), names);
  if ((key === 'agents-see' || isDaysKey(key) || isApprovalKey(key)) && words) return `Setting: ${words}`;
  const both = 'Setting of what happens when two change the same thing';
  return words === null ? both : `${both}: ${words}`;
}

const decisionWords: Readonly<Record<string, string>> = {
  approve: 'approved',
  reject: 'rejected',
  withdraw: 'taken back',
};

const resolutionWords: Readonly<Record<string, string>> = {
  keep: 'Kept theirs',
  restore: 'Restored mine',
  merge: 'Merged both texts',
};

/** The text a person typed into a change, so that a refused one can be read and copied before it is dropped. */
export function typedText({ name, args }: Pick<WaitingChange, 'name' | 'args'>): string | null {
  switch (name) {
    case 'message.add':
    case 'message.edit':
      return text(args['body']);
    case 'ticket.create':
    case 'ticket.set-description':
      return text(args['description']) || null;
    case 'ticket.move':
      return text(args['reason']) || null;
    case 'approval.decide':
      return text(args['word']) || null;
    case 'ticket.split':
      return text(args['title']);
    case 'checklist.add':
      return Array.isArray(args['items'])
        ? (args['items'] as { text?: unknown }[]).map((item) => text(item.text)).join('\n')
        : null;
    case 'visit.set':
    case 'time.set':
      return text(args['note']) || null;
    case 'canned-reply.set':
      return text((args['value'] as { text?: unknown } | undefined)?.text) || null;
    case 'macro.set':
      return text((args['value'] as { reply?: { text?: unknown } } | undefined)?.reply?.text) || null;
    case 'conflict.resolve': {
      const write = args['write'] as Change | null | undefined;
      return write ? (typedText(write) ?? (text(write.args['title']) || null)) : null;
    }
    default:
      return null;
  }
}
