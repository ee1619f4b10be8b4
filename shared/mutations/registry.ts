import type * as z from 'zod/mini';
import { addAttachment } from './attachment.ts';
import { eventId } from '../model/derived-id.ts';
import type { DirectoryKind, RowRef } from '../model/rows.ts';
import { decideApproval } from './approval.ts';
import { restoreTicket } from './archive.ts';
import { addCheckItems, setCheckItem, tickCheckItem } from './checklist.ts';
import { createCategory, setCategoryEntry } from './category.ts';
import { resolveConflict } from './conflict.ts';
import { noteExport } from './export.ts';
import { setField } from './field.ts';
import { defineField } from './field-definition.ts';
import { importTicket } from './import.ts';
import { setMembership } from './membership.ts';
import type { Chain } from './leading.ts';
import { addLink, removeLink } from './link.ts';
import { mergeTicket, unmergeTicket } from './merge.ts';
import { addMessage } from './message.ts';
import { editMessage, redactMessage } from './message-change.ts';
import { readNotices } from './notice.ts';
import { chooseNotices, muteTicket } from './preference.ts';
import type { ChildList, Mutation } from './mutation.ts';
import { setActive, setRole } from './person.ts';
import { setAppointment, setPlace } from './place.ts';
import { setPolicy } from './policy.ts';
import { setMacro } from './macro.ts';
import { setCalendar, setCannedReply, setSlaPolicy, setTicketTemplate } from './setting.ts';
import { splitTicket } from './split.ts';
import { moveBack, moveTicket } from './status.ts';
import { addTag, createTag, removeTag, setTag } from './tag.ts';
import { createTeam, setTeam } from './team.ts';
import { setTimeEntry, setVisit, signVisit } from './visit.ts';
import { inVersion } from './versions.ts';
import {
  assignTicket,
  createTicket,
  setCategory,
  setDescription,
  setPriority,
  setRequester,
  setTitle,
  takeTicket,
} from './ticket.ts';

/** The only list of what can be done. A name is never reused, and a version never changes its meaning. */
const mutations = {
  'ticket.create': createTicket,
  'ticket.set-title': setTitle,
  'ticket.set-description': setDescription,
  'ticket.set-category': setCategory,
  'ticket.move': moveTicket,
  'ticket.move-back': moveBack,
  'ticket.set-priority': setPriority,
  'ticket.assign': assignTicket,
  'ticket.take': takeTicket,
  'ticket.set-requester': setRequester,
  'ticket.set-place': setPlace,
  'ticket.set-appointment': setAppointment,
  'ticket.import': importTicket,
  'ticket.restore': restoreTicket,
  'ticket.merge': mergeTicket,
  'ticket.unmerge': unmergeTicket,
  'ticket.split': splitTicket,
  'link.add': addLink,
  'link.remove': removeLink,
  'message.add': addMessage,
  'message.edit': editMessage,
  'message.redact': redactMessage,
  'attachment.add': addAttachment,
  'tag.add': addTag,
  'tag.remove': removeTag,
  'tag.create': createTag,
  'tag.set': setTag,
  'category.create': createCategory,
  'category.set': setCategoryEntry,
  'field.define': defineField,
  'field.set': setField,
  'checklist.add': addCheckItems,
  'checklist.set': setCheckItem,
  'checklist.tick': tickCheckItem,
  'visit.set': setVisit,
  'visit.sign': signVisit,
  'time.set': setTimeEntry,
  'policy.set': setPolicy,
  'calendar.set': setCalendar,
  'sla-policy.set': setSlaPolicy,
  'ticket-template.set': setTicketTemplate,
  'canned-reply.set': setCannedReply,
  'macro.set': setMacro,
  'team.create': createTeam,
  'team.set': setTeam,
  'membership.set': setMembership,
  'person.set-role': setRole,
  'person.set-active': setActive,
  'approval.decide': decideApproval,
  'conflict.resolve': resolveConflict,
  'notice.read': readNotices,
  'notice.choose': chooseNotices,
  'ticket.mute': muteTicket,
  'export.note': noteExport,
} as const;

export type MutationName = keyof typeof mutations;
export type MutationArgs<N extends MutationName> = z.infer<(typeof mutations)[N]['schema']>;

export const mutationNames = Object.keys(mutations) as MutationName[];

/** A mutation as this build does it; undefined where this side does not know its name. */
export function currentMutation(name: string): Mutation<unknown> | undefined {
  return Object.hasOwn(mutations, name) ? mutations[name as MutationName] : undefined;
}

/** The mutation of a name and version, which takes that version's arguments; undefined where this side does not know it. */
export function findMutation(name: string, version: number): Mutation<unknown> | undefined {
  const known = currentMutation(name);
  return known && inVersion(known, version);
}

/** The version this build writes. */
export function currentVersion(name: MutationName): number {
  return mutations[name].version;
}

/** Of which rows a mutation's plan looks at all that a ticket has. */
export function listsOf(mutation: Mutation<unknown>, args: unknown): ChildList[] {
  return mutation.lists?.(args) ?? [];
}

/** The tenant's lists that a mutation's plan looks at all of. */
export function wholeOf(mutation: Mutation<unknown>, args: unknown): readonly DirectoryKind[] {
  return mutation.whole?.(args) ?? [];
}

/** Where tickets lead that a mutation's plan may have to look at too. */
export function chainsOf(mutation: Mutation<unknown>, args: unknown): Chain[] {
  return mutation.chains?.(args) ?? [];
}

/** Everything a mutation's plan looks at, its own timeline entries included. */
export function readsOf(mutation: Mutation<unknown>, args: unknown, uid: string): RowRef[] {
  const refs = mutation.reads(args);
  const ids = Array.from({ length: mutation.events ?? 1 }, (_, nth) => eventId(uid, nth));
  const events = refs
    .filter((ref) => ref.kind === 'ticket')
    .flatMap((ref) => ids.map((id): RowRef<'event'> => ({ kind: 'event', id, ticketId: ref.id })));
  return [...refs, ...events];
}
