import { publicPolicies } from '../../../shared/model/policy.ts';
import { rowColumns, rowRegisters, type ChildKind, type RowKind } from '../../../shared/model/rows.ts';

/** Where a kind of row lives. `name` is a narrow view of people and is never written as such. */
export const tables: Readonly<Record<Exclude<RowKind, 'name'>, string>> = {
  ticket: 'tickets',
  message: 'messages',
  event: 'events',
  ticketTag: 'ticket_tags',
  fieldValue: 'field_values',
  link: 'links',
  approval: 'approvals',
  checkItem: 'check_items',
  check: 'checks',
  visit: 'visits',
  signature: 'signatures',
  timeEntry: 'time_entries',
  attachment: 'attachments',
  person: 'people',
  team: 'teams',
  membership: 'memberships',
  category: 'categories',
  tag: 'tags',
  field: 'fields',
  policy: 'policies',
  setting: 'settings',
  conflict: 'conflicts',
  notice: 'notices',
  preference: 'preferences',
};

/** Of each kind under a ticket, the rows that its requester receives too, as `scopesOf` says; `c` is the row. */
export const publicChildren: Readonly<Record<ChildKind, string>> = {
  message: 'not c.internal',
  event: 'not c.internal',
  ticketTag: 'false',
  fieldValue: 'c.public',
  link: 'c.public',
  approval: 'c.public',
  checkItem: 'false',
  check: 'false',
  visit: 'false',
  signature: 'false',
  timeEntry: 'false',
  attachment: 'not c.internal',
};

/** Of each kind of the tenant's rows, those that requesters receive too (scope `portal`), as `scopesOf` says; `c` is the row. */
export const portalRows: Readonly<Partial<Record<RowKind, string>>> = {
  category: 'true',
  field: 'c.public',
  policy: `c.key in (${publicPolicies.map((key) => `'${key}'`).join(', ')})`,
};

const uuid = new Set(
  'id ticketId categoryId requesterId createdBy assigneeId teamId authorId actorId personId rowId lostBy keptBy aboutId byId decidedById messageId'.split(
    ' ',
  ),
);
const bigint = new Set(
  'resolvedAt closedAt deadline startsAt endsAt createdAt receivedAt updatedAt notedAt firstResponseAt repliedAt archivedAt returnedAt s lostS keptS at readAt endedAt decidedAt arrivedAt leftAt storedAt'.split(
    ' ',
  ),
);
const jsonb = new Set(
  'askedAt history breaches over oldValue newValue value options lostValue keptValue requiredIn'.split(' '),
);
const int = new Set('r n kind lostR lostN keptR keptN count position minutes bytes width height'.split(' '));
const boolean = new Set(
  'internal staff removed public archived lead active ruled aged done wanted'.split(' '),
);
const double = new Set(['latitude', 'longitude']);

/** The PostgreSQL type of a column, by its name: one name means one thing in every table. */
export function typeOf(column: string): string {
  if (uuid.has(column)) return 'uuid';
  if (bigint.has(column)) return 'bigint';
  if (jsonb.has(column)) return 'jsonb';
  if (boolean.has(column)) return 'boolean';
  if (double.has(column)) return 'double precision';
  return int.has(column) ? 'int' : 'text';
}

/** `updatedAt` → `updated_at`. */
export function snake(column: string): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const derivedColumns = ['updatedAt', 'notedAt', 'firstResponseAt', 'repliedAt', 'askedAt', 'history'];

/** The columns a written row may change: registers, marks, and what is derived. The rest is fixed at its insert. */
export function changeableColumns(kind: RowKind): string[] {
  const registers = Object.values(rowRegisters[kind]).flat();
  const derived = kind === 'ticket' ? [...derivedColumns, 'over'] : ['r', 'n', 's'];
  return registers.length ? [...registers, ...derived] : [];
}

/** `created_at as "createdAt", …`: a row as the shared model has it. */
export function selectList(kind: RowKind, alias: string): string {
  return rowColumns[kind].map((column) => `${alias}.${snake(column)} as "${column}"`).join(', ');
}
