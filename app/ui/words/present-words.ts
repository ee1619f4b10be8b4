import { registerValue } from '../../../shared/mutations/apply.ts';
import type { RefusedChange, RefusedWork } from '../../queries/types.ts';
import { subjectLabel, valueWords, type Subject } from './conflict-words.ts';
import type { Names } from './names.ts';

const registers: Readonly<Record<string, string>> = {
  'ticket.set-title': 'title',
  'ticket.set-description': 'description',
  'ticket.set-category': 'category',
  'ticket.move': 'status',
  'ticket.set-priority': 'priority',
  'ticket.assign': 'assignee',
  'ticket.set-requester': 'requester',
};

/**
 * What the office has at the place of a refused change, as far as this device knows: `Priority High`. Null where the
 * change is about no such place, or nothing may be seen there.
 */
export function presentWords(
  { name, args }: Pick<RefusedChange, 'name' | 'args'>,
  present: RefusedWork['present'],
  names: Names,
): string | null {
  if (!present) return null;
  const said = (subject: Subject, value: Record<string, unknown>) =>
    `${subjectLabel(subject, names)} ${valueWords(subject, value, names)}`;
  const register = registers[name];
  if (register !== undefined) {
    const subject: Subject = { kind: 'ticket', rowId: present.ticket.id, register };
    return said(subject, registerValue('ticket', present.ticket, register));
  }
  if (name === 'field.set') {
    const rowId = String(args['fieldId']);
    const value = present.values.find(({ id }) => id === rowId)?.value ?? null;
    return said({ kind: 'fieldValue', rowId, register: 'row' }, { value });
  }
  if (name === 'tag.add' || name === 'tag.remove') {
    const rowId = String(args['tagId']);
    const removed = present.tags.find(({ id }) => id === rowId)?.removed ?? true;
    return said({ kind: 'ticketTag', rowId, register: 'row' }, { removed });
  }
  return null;
}
