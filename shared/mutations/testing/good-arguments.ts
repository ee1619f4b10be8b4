import type { MutationArgs, MutationName } from '../registry.ts';
import { AT, ids } from './world.ts';

const { ticket: ticketId } = ids;
const made = {
  id: ids.fresh,
  number: null,
  title: 'New',
  description: '',
  priority: 'high',
  categoryId: ids.category,
  requesterId: ids.rita,
  assigneeId: ids.ana,
  teamId: ids.team,
  place: { address: 'Quay 4', latitude: 1, longitude: null },
} as const;
export const brought: MutationArgs<'ticket.import'> = {
  id: ids.fresh,
  external: { source: 'old', id: 'T-1' },
  title: 'Old',
  description: '',
  status: 'closed',
  priority: 'low',
  categoryId: ids.category,
  requesterId: ids.rita,
  assigneeId: ids.ana,
  teamId: ids.team,
  place: null,
  createdAt: AT - 9_000,
  deadline: null,
  resolvedAt: AT - 5_000,
  closedAt: AT - 4_000,
  tagIds: [ids.tag, ids.tag, ids.otherTag],
  messages: [
    { id: ids.message, authorId: ids.ana, body: 'first', internal: false, createdAt: AT - 8_000 },
    { id: ids.nothing, authorId: ids.rita, body: 'second', internal: false, createdAt: AT - 7_000 },
  ],
};

const hours: [number, number][] = [[9 * 60, 17 * 60]];
const weekdays: MutationArgs<'calendar.set'>['value'] = {
  name: 'Office hours',
  timeZone: 'Europe/Berlin',
  week: [hours, hours, hours, hours, hours, [], []],
  holidays: [],
};

const promise: MutationArgs<'sla-policy.set'>['value'] = {
  name: 'Pumps first',
  order: 1,
  conditions: { categoryIds: [ids.category], teamIds: [ids.team], tagIds: [ids.tag] },
  targets: { high: { resolution: { targetMs: 3_600_000, business: true } } },
  calendarId: ids.calendar,
  pausedIn: ['pending'],
  warnAtPercent: 75,
};

/** A photo that goes with no message. */
export const fileOn = (on: string, id: string = ids.file): MutationArgs<'attachment.add'> => ({
  ticketId: on,
  id,
  messageId: null,
  name: 'pump.jpg',
  type: 'image/jpeg',
  bytes: 120_000,
  sha256: 'a'.repeat(64),
  width: 1920,
  height: 1080,
  internal: false,
});

/** Good arguments of every mutation; an admin may do all of them. */
export const good: { [N in MutationName]: MutationArgs<N> } = {
  'ticket.create': made,
  'ticket.set-title': { ticketId, title: 'Another' },
  'ticket.set-description': { ticketId, description: 'More\nof it' },
  'ticket.set-category': { ticketId, categoryId: ids.category },
  'ticket.move': { ticketId, to: 'open', reason: null },
  'ticket.move-back': { ticketId, eventIds: [ids.event] },
  'ticket.set-priority': { ticketId, priority: 'urgent' },
  'ticket.assign': { ticketId, assigneeId: ids.ben, teamId: ids.team },
  'ticket.take': { ticketId },
  'ticket.set-requester': { ticketId, requesterId: ids.rolf },
  'ticket.set-place': { ticketId, address: 'Quay 7', latitude: 52.5, longitude: 13.4 },
  'ticket.set-appointment': { ticketId, startsAt: AT, endsAt: AT + 3_600_000 },
  'ticket.import': brought,
  'ticket.merge': { ticketId, intoId: ids.other },
  'ticket.unmerge': { ticketId: ids.merged, intoId: ids.other, mergedBy: ids.mergeUid },
  'ticket.split': { ticketId, messageId: ids.said, id: ids.fresh, number: null, title: 'The gate' },
  'link.add': { ticketId, otherId: ids.other, what: 'parent-of' },
  'link.remove': { ticketId: ids.merged, otherId: ids.ticket },
  'message.add': { ticketId, id: ids.message, body: 'Hello', internal: false },
  'attachment.add': fileOn(ticketId),
  'tag.add': { ticketId, tagId: ids.tag },
  'tag.remove': { ticketId, tagId: ids.otherTag },
  'tag.create': { id: ids.fresh, name: 'new tag' },
  'category.create': { id: ids.fresh, name: 'New category' },
  'field.set': { ticketId, fieldId: ids.text, value: 'A-1' },
  'policy.set': { key: 'agents-see', value: 'own-teams' },
  'calendar.set': { id: ids.fresh, value: weekdays, archived: false },
  'sla-policy.set': { id: ids.fresh, value: promise, archived: false },
  'membership.set': { id: ids.fresh, teamId: ids.team, personId: ids.ben, lead: true, removed: false },
  'person.set-role': { personId: ids.ben, role: 'admin' },
  'notice.read': { ids: [ids.notice], read: true },
  'person.set-active': { personId: ids.ben, active: false },
  'conflict.resolve': {
    conflictId: ids.conflict,
    ticketId,
    choice: 'restore',
    write: { name: 'ticket.set-title', args: { ticketId, title: 'Mine again' } },
  },
};
