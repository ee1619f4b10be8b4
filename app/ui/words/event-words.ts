import type { TimelineEvent } from '../../../shared/model/conversation.ts';
import { priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { approvalEventWords } from './approval-words.ts';
import { workEventWords } from './field-work-words.ts';
import { priorityLabels, statusLabels } from './labels.ts';
import { linkEventWords } from './link-words.ts';
import type { Names } from './names.ts';
import { fullTime, nearTime } from './time-words.ts';

/** What a timeline entry carries: values are `unknown`, since a newer app may have written them. */
type Happening = Pick<TimelineEvent, 'what' | 'oldValue' | 'newValue'>;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function statusWord(value: unknown): string {
  return statuses.includes(value as Status) ? statusLabels[value as Status] : String(value);
}

function priorityWord(value: unknown): string {
  return priorities.includes(value as Priority) ? priorityLabels[value as Priority] : String(value);
}

function priorityWords(oldValue: unknown, newValue: unknown): string {
  const step = priorities.indexOf(newValue as Priority) - priorities.indexOf(oldValue as Priority);
  const verb = step > 0 ? 'raised' : 'lowered';
  return `${verb} the priority from ${priorityWord(oldValue)} to ${priorityWord(newValue)}`;
}

/** Who a ticket is with, in words: `Ana Kovač, team North`; null when nobody. */
export function holderWords(value: unknown, names: Names): string | null {
  const person = text(part(value, 'assigneeId'));
  const team = names.teamless ? null : text(part(value, 'teamId'));
  if (person && team) return `${names.person(person)}, team ${names.team(team)}`;
  if (person) return names.person(person);
  return team ? `team ${names.team(team)}` : null;
}

function handOver(
  before: string | null,
  after: string | null,
  nameOf: (id: string) => string,
  kind: string,
): string {
  if (before && after) return `handed it from ${kind}${nameOf(before)} to ${kind}${nameOf(after)}`;
  if (after) return `assigned it to ${kind}${nameOf(after)}`;
  return before ? `took it from ${kind}${nameOf(before)}` : 'left it unassigned';
}

function assigneeWords(oldValue: unknown, newValue: unknown, names: Names): string {
  const [personBefore, personAfter] = [
    part(oldValue, 'assigneeId') ?? null,
    part(newValue, 'assigneeId') ?? null,
  ];
  const [teamBefore, teamAfter] = [part(oldValue, 'teamId') ?? null, part(newValue, 'teamId') ?? null];
  // Where only one of the two changed, the other is not worth words.
  if (teamBefore === teamAfter) return handOver(text(personBefore), text(personAfter), names.person, '');
  if (personBefore === personAfter && names.teamless) return 'passed it on within the desk';
  if (personBefore === personAfter) return handOver(text(teamBefore), text(teamAfter), names.team, 'team ');
  const before = holderWords(oldValue, names);
  const after = holderWords(newValue, names);
  if (!after) return before ? `took it from ${before}; nobody has it now` : 'left it unassigned';
  return before ? `handed it from ${before} to ${after}` : `assigned it to ${after}`;
}

/** A custom field's value as a person reads it. */
export function fieldValueWords(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'object') return JSON.stringify(value);
  // Several choices stand on a line each.
  return `${value as string | number}`.replaceAll('\n', ', ');
}

function fieldWords(oldValue: unknown, newValue: unknown, names: Names): string {
  const field = names.field(text(part(newValue, 'fieldId')));
  const before = part(oldValue, 'value') ?? null;
  const after = part(newValue, 'value') ?? null;
  if (after === null) return `cleared ${field} (was ${fieldValueWords(before)})`;
  const was = before === null ? '' : ` (was ${fieldValueWords(before)})`;
  return `set ${field} to ${fieldValueWords(after)}${was}`;
}

/** Which promise an entry speaks of. */
function promiseWords(value: unknown): string {
  const words: Partial<Record<string, string>> = {
    firstResponse: 'the first reply',
    nextResponse: 'the next reply',
    resolution: 'the resolution',
  };
  return words[text(part(value, 'what')) ?? ''] ?? 'a promise';
}

/** Where the work is, in words: its address, else its position; `none`. */
export function placeWords(value: unknown): string {
  const address = text(part(value, 'address'));
  const [latitude, longitude] = [part(value, 'latitude'), part(value, 'longitude')];
  if (address) return address;
  return typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : 'none';
}

/** When somebody comes, in words: `Nov 24, 2026, 2:00 PM – 4:00 PM`; `none`. */
export function appointmentWords(value: unknown): string {
  const [startsAt, endsAt] = [part(value, 'startsAt'), part(value, 'endsAt')];
  if (typeof startsAt !== 'number') return 'none';
  return typeof endsAt === 'number'
    ? `${fullTime(startsAt)} – ${nearTime(endsAt, startsAt)}`
    : fullTime(startsAt);
}

const unlessNone = (words: string): string | null => (words === 'none' ? null : words);
const placeOrNull = (value: unknown): string | null => unlessNone(placeWords(value));
const appointmentOrNull = (value: unknown): string | null => unlessNone(appointmentWords(value));

function fromTo(what: string, before: string | null, after: string | null): string {
  if (before === null) return `set ${what} to ${after ?? 'nothing'}`;
  if (after === null) return `removed ${what} ${before}`;
  return `changed ${what} from ${before} to ${after}`;
}

/**
 * What somebody did to a ticket, to be read after their name: `changed the status from New to Open`. Where it is about another
 * ticket too, that one's name follows.
 */
export function eventWords({ what, oldValue, newValue }: Happening, names: Names): string {
  const named = (look: (id: string) => string, value: unknown) => {
    const id = text(value);
    return id === null ? null : look(id);
  };
  switch (what) {
    case 'status':
      return fromTo('the status', statusWord(oldValue), statusWord(newValue));
    case 'priority':
      return priorityWords(oldValue, newValue);
    case 'assignee':
      return assigneeWords(oldValue, newValue, names);
    case 'title':
      return `renamed it from “${text(oldValue) ?? ''}” to “${text(newValue) ?? ''}”`;
    case 'description':
      return 'edited the description';
    case 'category':
      return fromTo('the category', named(names.category, oldValue), named(names.category, newValue));
    case 'requester':
      return fromTo('the requester', named(names.person, oldValue), named(names.person, newValue));
    case 'tag-added':
      return `added the tag ${names.tag(text(newValue))}`;
    case 'tag-removed':
      return `removed the tag ${names.tag(text(newValue))}`;
    case 'field':
      return fieldWords(oldValue, newValue, names);
    case 'breach':
      return `noted: ${promiseWords(newValue)} is overdue`;
    case 'breach-withdrawn':
      return `took back that ${promiseWords(newValue)} was late: the work had been done in time`;
    case 'warning':
      return `warned: ${promiseWords(newValue)} is due soon`;
    case 'message-edited':
      return 'changed the words of a message';
    case 'message-redacted':
      return 'took back what a message said';
    case 'place':
      return fromTo('the place', placeOrNull(oldValue), placeOrNull(newValue));
    case 'appointment':
      return fromTo('the appointment', appointmentOrNull(oldValue), appointmentOrNull(newValue));
    case 'approval':
      return approvalEventWords(newValue);
    case 'visit':
    case 'signed':
    case 'time':
      return workEventWords({ what, oldValue, newValue }, names);
    case 'follow-up':
    case 'linked':
    case 'unlinked':
    case 'merged':
    case 'unmerged':
    case 'merged-reply':
    case 'split':
      return linkEventWords({ what, oldValue, newValue }) ?? 'linked this to';
    default:
      // A newer app may write kinds this one does not know; it still happened.
      return `changed ${String(what satisfies never)}`;
  }
}
