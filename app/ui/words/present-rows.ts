import type { ApprovalState } from '../../../shared/model/approval.ts';
import { kindOfCode } from '../../../shared/model/rows.ts';
import { itemsInOrder } from '../../../shared/model/checklist.ts';
import type { PresentState, PresentTicket } from '../../queries/types.ts';
import { valueOn } from '../../queries/value-on.ts';
import { wishWords } from './approval-words.ts';
import { subjectLabel, valueWords, type Subject } from './conflict-words.ts';
import { ordinalWords } from './field-work-words.ts';
import { countWords, linkLabels, statusLabels } from './labels.ts';
import type { Names } from './names.ts';

type Args = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What stands in one register of a ticket or of a row under it; null where there is nothing this app can tell. */
export function standingWords(subject: Subject, there: PresentTicket, names: Names): string | null {
  const { kind, rowId, register } = subject;
  const none = register === 'row' ? kind : undefined;
  const value = valueOn(there, kind, rowId, register) ?? unset[none ?? ''];
  if (!value) return absent[none ?? ''] ?? null;
  const note = kind === 'timeEntry' && text(value['note']) ? `, “${text(value['note'])}”` : '';
  return `${subjectLabel(subject, names)} ${valueWords(subject, value, names)}${note}${placeWords(subject, there)}`;
}

/** Where nobody has set them there is no row, which says the same as one that was taken back. */
const unset: Readonly<Partial<Record<string, Args>>> = {
  fieldValue: { value: null },
  ticketTag: { removed: true },
  check: { done: false },
};

const absent: Readonly<Partial<Record<string, string>>> = {
  checkItem: 'no such item on the checklist',
  visit: 'no such visit',
  signature: 'no signature for this visit',
  timeEntry: 'no such time entry',
};

function placeWords({ kind, rowId }: Subject, { more }: PresentTicket): string {
  if (kind !== 'checkItem') return '';
  const place = itemsInOrder(more?.checkItem ?? []).findIndex(({ id }) => id === rowId) + 1;
  return place ? `, ${ordinalWords(place)} in the list` : '';
}

/**
 * What stands at the place of a change of the rows under a ticket: what is done in the field, files, requests and links. Null
 * where nothing of it says more than the ticket itself.
 */
export function rowWords(
  { name, args }: { name: string; args: Args },
  there: PresentTicket,
  { conflict }: Pick<PresentState, 'conflict'>,
  names: Names,
): string | null {
  const id = (key: string): string => text(args[key]);
  const row = (kind: Subject['kind'], rowId: string) =>
    standingWords({ kind, rowId, register: 'row' }, there, names);
  switch (name) {
    case 'field.set':
      return row('fieldValue', id('fieldId'));
    case 'tag.add':
    case 'tag.remove':
      return row('ticketTag', id('tagId'));
    case 'checklist.add': {
      const { length } = itemsInOrder(there.more?.checkItem ?? []);
      return length ? `a checklist of ${countWords(length, 'item')}` : 'no checklist';
    }
    case 'checklist.set':
      return row('checkItem', id('itemId'));
    case 'checklist.tick': {
      const item = row('checkItem', id('itemId'));
      return valueOn(there, 'checkItem', id('itemId'), 'row') ? `${item}: ${doneWords(there, id('itemId'))}` : item;
    } // prettier-ignore
    case 'visit.set':
      return row('visit', id('id'));
    case 'visit.sign':
      return row('signature', id('visitId'));
    case 'time.set':
      return row('timeEntry', id('id'));
    case 'attachment.add': {
      const file = there.more?.attachment?.find((one) => one.id === id('id'));
      return file ? `File “${file.name}”` : `no file “${id('name')}”`;
    }
    case 'approval.decide':
      return requestWords(there, id('approvalId'), names);
    case 'link.add':
    case 'link.remove':
      return linkWords(there, id('otherId'));
    case 'ticket.merge':
    case 'ticket.unmerge': {
      const merged = there.more?.link?.some(({ what, removed }) => what === 'merged-into' && !removed);
      return `Status ${statusLabels[there.ticket.status]}, ${merged ? 'merged into another ticket' : 'not merged'}`;
    }
    case 'conflict.resolve':
      return conflict
        ? standingWords(
            { kind: kindOfCode(conflict.kind), rowId: conflict.rowId, register: conflict.register },
            there,
            names,
          )
        : null;
    default:
      return null;
  }
}

const doneWords = (there: PresentTicket, itemId: string): string =>
  valueOn(there, 'check', itemId, 'row')?.['done'] === true ? 'done' : 'not done';

function requestWords({ more }: PresentTicket, id: string, names: Names): string {
  const request = more?.approval?.find((one) => one.id === id);
  if (!request) return 'no such request';
  const by = request.decidedById === null ? '' : ` by ${names.person(request.decidedById)}`;
  const state = (stateWords as Partial<Record<string, string>>)[request.state] ?? 'settled';
  return `${wishWords(request)}, ${state}${by}`;
}

const stateWords: Readonly<Record<ApprovalState, string>> = {
  pending: 'waiting for an admin',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'taken back',
  overtaken: 'approved too late',
};

function linkWords({ more }: PresentTicket, otherId: string): string {
  const link = more?.link?.find(({ id, removed }) => id === otherId && !removed);
  const label = link && (linkLabels as Partial<Record<string, string>>)[link.what];
  if (!link) return 'no link between the two';
  return label ? `the link “${label}” between the two` : 'a link between the two';
}
