import { checkColumns, checkItemColumns, type Check, type CheckItem } from './checklist.ts';
import { conflictColumns, type Conflict } from './conflict.ts';
import {
  eventColumns,
  fieldValueColumns,
  messageColumns,
  ticketTagColumns,
  type FieldValue,
  type Message,
  type TicketTag,
  type TimelineEvent,
} from './conversation.ts';
import {
  categoryColumns,
  fieldColumns,
  membershipColumns,
  nameColumns,
  personColumns,
  policyColumns,
  tagColumns,
  teamColumns,
  type Category,
  type Field,
  type Membership,
  type Name,
  type Person,
  type Policy,
  type Tag,
  type Team,
} from './directory.ts';
import { settingColumns, type Setting } from './setting.ts';
import { noticeColumns, type Notice } from './notice.ts';
import { preferenceColumns, type Preference } from './preference.ts';
import { approvalColumns, type Approval } from './approval.ts';
import { attachmentColumns, type Attachment } from './attachment.ts';
import { linkColumns, type Link } from './link.ts';
import {
  signatureColumns,
  timeEntryColumns,
  visitColumns,
  type Signature,
  type TimeEntry,
  type Visit,
} from './visit.ts';
import { ticketColumns, ticketRegisters, type Ticket } from './ticket.ts';

/** Every kind of row that syncs. */
export interface RowTypes {
  ticket: Ticket;
  message: Message;
  event: TimelineEvent;
  ticketTag: TicketTag;
  fieldValue: FieldValue;
  link: Link;
  approval: Approval;
  checkItem: CheckItem;
  check: Check;
  visit: Visit;
  signature: Signature;
  timeEntry: TimeEntry;
  attachment: Attachment;
  person: Person;
  name: Name;
  team: Team;
  membership: Membership;
  category: Category;
  tag: Tag;
  field: Field;
  policy: Policy;
  setting: Setting;
  conflict: Conflict;
  notice: Notice;
  preference: Preference;
}
export type RowKind = keyof RowTypes;

/** Rows that live and move with a ticket. */
export type ChildKind = 'message' | 'event' | 'ticketTag' | 'fieldValue' | LaterChildKind;
/** Those that the first apps did not know: a fill sends them after what those read (protocol/fill.ts). */
export type LaterChildKind =
  'link' | 'approval' | 'checkItem' | 'check' | 'visit' | 'signature' | 'timeEntry' | 'attachment';
/** Rows that belong to the tenant as a whole, or to one person. */
export type DirectoryKind =
  | 'person'
  | 'name'
  | 'team'
  | 'membership'
  | 'category'
  | 'tag'
  | 'field'
  | 'policy'
  | 'setting'
  | 'conflict'
  | 'notice'
  | 'preference';

/** The number of a kind on the wire and in the feed. Never reused. */
export const kindCodes: Readonly<Record<RowKind, number>> = {
  ticket: 1,
  message: 2,
  event: 3,
  ticketTag: 4,
  fieldValue: 5,
  link: 6,
  approval: 50,
  checkItem: 9,
  attachment: 8,
  person: 10,
  name: 11,
  team: 12,
  membership: 13,
  category: 14,
  tag: 15,
  field: 16,
  policy: 17,
  setting: 18,
  conflict: 20,
  notice: 21,
  preference: 22,
  visit: 30,
  timeEntry: 31,
  signature: 32,
  check: 33,
};

const kindsByCode = new Map(Object.entries(kindCodes).map(([kind, code]) => [code, kind as RowKind]));

/** The kind of a wire code; undefined for a kind this app does not know yet. */
export function kindOfCode(code: number): RowKind | undefined {
  return kindsByCode.get(code);
}

/** The wire codes of all kinds this build knows, in order. */
export const knownKinds: readonly number[] = Object.values(kindCodes).sort((a, b) => a - b);

/** The columns of each kind in wire order. */
export const rowColumns: { readonly [K in RowKind]: readonly (keyof RowTypes[K] & string)[] } = {
  ticket: ticketColumns,
  message: messageColumns,
  event: eventColumns,
  ticketTag: ticketTagColumns,
  fieldValue: fieldValueColumns,
  link: linkColumns,
  approval: approvalColumns,
  checkItem: checkItemColumns,
  check: checkColumns,
  visit: visitColumns,
  signature: signatureColumns,
  timeEntry: timeEntryColumns,
  attachment: attachmentColumns,
  person: personColumns,
  name: nameColumns,
  team: teamColumns,
  membership: membershipColumns,
  category: categoryColumns,
  tag: tagColumns,
  field: fieldColumns,
  policy: policyColumns,
  setting: settingColumns,
  conflict: conflictColumns,
  notice: noticeColumns,
  preference: preferenceColumns,
};

export const laterChildKinds: readonly LaterChildKind[] = [
  'link', 'approval', 'checkItem', 'check', 'visit', 'signature', 'timeEntry', 'attachment',
]; // prettier-ignore
export const childKinds: readonly ChildKind[] = [
  'message', 'event', 'ticketTag', 'fieldValue', ...laterChildKinds,
]; // prettier-ignore
const childKindSet = new Set<RowKind>(childKinds);

export function isChild(kind: RowKind): kind is ChildKind {
  return childKindSet.has(kind);
}

/** A row of the tenant's lists: neither a ticket nor anything under one. */
export function isOfLists(kind: RowKind): kind is DirectoryKind {
  return kind !== 'ticket' && !isChild(kind);
}

const oneRegister = (columns: readonly string[]) => ({ row: columns });

/** The registers of each kind. A kind that is not a ticket is one register, or append-only. */
export const rowRegisters: { readonly [K in RowKind]: Readonly<Record<string, readonly string[]>> } = {
  ticket: ticketRegisters,
  message: oneRegister(['body']),
  event: {},
  ticketTag: oneRegister(['removed']),
  fieldValue: oneRegister(['value', 'public']),
  link: oneRegister(['what', 'removed', 'public']),
  approval: oneRegister(['state', 'decidedById', 'decidedAt', 'word']),
  checkItem: oneRegister(['text', 'position', 'removed']),
  check: oneRegister(['done', 'byId', 'at']),
  visit: oneRegister(['arrivedAt', 'leftAt', 'outcome', 'note', 'removed']),
  signature: oneRegister(['path', 'name', 'at']),
  timeEntry: oneRegister(['day', 'minutes', 'note', 'removed']),
  attachment: oneRegister(['type', 'storedAt']),
  person: oneRegister(['name', 'email', 'role', 'active']),
  name: {},
  team: oneRegister(['name', 'archived']),
  membership: oneRegister(['lead', 'removed']),
  category: oneRegister(['name', 'archived']),
  tag: oneRegister(['name', 'archived', 'color', 'description']),
  field: oneRegister(['label', 'type', 'options', 'public', 'archived', 'requiredIn']),
  policy: oneRegister(['value']),
  setting: oneRegister(['value', 'archived']),
  conflict: oneRegister(['resolution', 'resolvedAt']),
  notice: oneRegister(['readAt', 'count', 'endedAt']),
  preference: oneRegister(['wanted']),
};

/** Names one row. `ticketId` is the ticket a child belongs to, and absent for every other kind. */
export interface RowRef<K extends RowKind = RowKind> {
  kind: K;
  id: string;
  ticketId?: string;
}

/** The text that stands for a row in maps. */
export function rowKey(ref: RowRef): string {
  return ref.ticketId === undefined ? `${ref.kind}/${ref.id}` : `${ref.kind}/${ref.ticketId}/${ref.id}`;
}

/** The row a key stands for; undefined where it is of a kind this build does not know. */
export function refOfKey(key: string): RowRef | undefined {
  const [kind = '', first = '', second] = key.split('/');
  if (!(kind in kindCodes)) return undefined;
  const known = kind as RowKind;
  return second === undefined ? { kind: known, id: first } : { kind: known, id: second, ticketId: first };
}
