import { isGone, type Conflict } from '../../../shared/model/conflict.ts';
import { timeOf } from '../../../shared/clock/stamp.ts';
import { kindOfCode, type RowKind } from '../../../shared/model/rows.ts';
import { priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { appointmentWords, fieldValueWords, holderWords, placeWords } from './event-words.ts';
import { apartWords, fieldWorkLabels, fieldWorkValueWords, type Beside } from './field-work-words.ts';
import { priorityLabels, statusLabels } from './labels.ts';
import type { Names } from './names.ts';
import { nearTime } from './time-words.ts';

/** One register of one row, as a change or a conflict is about it. */
export interface Subject {
  kind: RowKind | undefined;
  rowId: string;
  register: string;
}
type Value = Readonly<Record<string, unknown>>;

export function subjectOfConflict({ kind, rowId, register }: Conflict): Subject {
  return { kind: kindOfCode(kind), rowId, register };
}

const registerLabels: Readonly<Record<string, string>> = {
  title: 'Title',
  description: 'Description',
  status: 'Status',
  priority: 'Priority',
  category: 'Category',
  requester: 'Requester',
  assignee: 'Assignment',
  place: 'Place',
  appointment: 'Appointment',
};

/** What a register is called on the screen. */
export function subjectLabel({ kind, rowId, register }: Subject, names: Names): string {
  if (kind === 'fieldValue') return names.field(rowId);
  if (kind === 'ticketTag') return `Tag ${names.tag(rowId)}`;
  return fieldWorkLabels[kind ?? ''] ?? registerLabels[register] ?? 'Something';
}

/** The same in the middle of a sentence. */
export function subjectInSentence(subject: Subject, names: Names): string {
  if (subject.kind === 'fieldValue') return names.field(subject.rowId);
  const label = subjectLabel(subject, names);
  return `the ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

/** Whether a register holds text that two people's versions of may be merged by hand. */
export function isLongText({ kind, register }: Subject): boolean {
  return kind === 'ticket' && (register === 'title' || register === 'description');
}

const idIn = (value: Value, column: string): string | null => {
  const id = value[column];
  return typeof id === 'string' && id !== '' ? id : null;
};

/** One of the two sides of a conflict: its words, with what sets it apart where both would read the same. */
export function sideWords(subject: Subject, value: Value, names: Names, beside: Beside): string {
  return valueWords(subject, value, names) + apartWords(subject, value, beside);
}

/** A register's value as a person reads it; never an id. */
export function valueWords({ kind, register }: Subject, value: Value, names: Names): string {
  if (kind === 'fieldValue') return fieldValueWords(value['value']);
  if (kind === 'ticketTag') return value['removed'] === true ? 'off' : 'on';
  const ofField = fieldWorkValueWords(kind, value);
  if (ofField !== undefined) return ofField;
  switch (register) {
    case 'title':
    case 'description':
      return fieldValueWords(value[register]);
    case 'status':
      return statuses.includes(value['status'] as Status)
        ? statusLabels[value['status'] as Status]
        : 'unknown';
    case 'priority':
      return priorities.includes(value['priority'] as Priority)
        ? priorityLabels[value['priority'] as Priority]
        : 'unknown';
    case 'category': {
      const id = idIn(value, 'categoryId');
      return id === null ? 'none' : names.category(id);
    }
    case 'requester':
      return names.person(idIn(value, 'requesterId'));
    case 'assignee':
      return holderWords(value, names) ?? 'nobody';
    case 'place':
      return placeWords(value);
    case 'appointment':
      return appointmentWords(value);
    default:
      return 'another value';
  }
}

/** Who wrote the value that stands: the very person, from elsewhere, is told so. */
export function writerWords(by: string | null, meId: string, names: Names): string {
  if (by === null) return 'Waypost';
  return by === meId ? 'You, on another device,' : names.person(by);
}

/** What happened, in one sentence: `Ana changed the priority to High at 10:42 while you set it to Low.` */
export function conflictSentence(
  conflict: Conflict,
  meId: string,
  names: Names,
  now: number,
  list: Beside['list'] = [],
): string {
  const subject = subjectOfConflict(conflict);
  const what = subjectInSentence(subject, names);
  const long = isLongText(subject);
  const { lostValue, keptValue } = conflict;
  if (isGone(conflict) || keptValue === null) {
    // A ticket that went to the archive left the device as one that is not shared any more did: here they are the same.
    return `What stands there now cannot be shown: its ticket is in the archive, or it is not shared with you. Your change of ${what} did not come to stand.`;
  }
  const mine = long ? '' : sideWords(subject, lostValue, names, { other: keptValue, list });
  const who = writerWords(conflict.keptBy, meId, names);
  const at = nearTime(timeOf(conflict.keptS), now);
  const to = long ? '' : ` to ${sideWords(subject, keptValue, names, { other: lostValue, list })}`;
  if (conflict.ruled) {
    const yours = long ? 'Yours' : `Yours (${mine})`;
    return `${who} changed ${what}${to} at ${at}. ${yours} came after it, and your workspace keeps the first.`;
  }
  return `${who} changed ${what}${to} at ${at} while you ${long ? 'edited it' : `set it to ${mine}`}.`;
}
