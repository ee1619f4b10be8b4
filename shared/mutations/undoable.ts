import type { MutationName } from './registry.ts';

/** What can be put back by another change, as long as nobody has changed it since. */
export const undoable = [
  'ticket.set-title',
  'ticket.set-description',
  'ticket.set-category',
  'ticket.set-priority',
  'ticket.set-requester',
  'ticket.set-place',
  'ticket.set-appointment',
  'ticket.assign',
  'ticket.take',
  'ticket.move',
  'tag.add',
  'tag.remove',
  'field.set',
  'link.add',
  'link.remove',
  'checklist.add',
  'checklist.set',
  'checklist.tick',
  'visit.set',
  'time.set',
  'membership.set',
  'person.set-role',
  'person.set-active',
  'team.set',
  'category.set',
  'tag.set',
  'field.define',
  'calendar.set',
  'canned-reply.set',
  'sla-policy.set',
  'ticket-template.set',
  'macro.set',
  'policy.set',
] as const satisfies readonly MutationName[];

/** Whether an action of this name can be undone. */
export function isUndoable(name: string): boolean {
  return (undoable as readonly string[]).includes(name);
}

/** What is nobody's work on a ticket: after it the last thing that was done is still the last. */
const asides: readonly string[] = [
  'notice.read',
  'notice.choose',
  'ticket.mute',
  'export.note',
] satisfies readonly MutationName[];

export function isAside(name: string): boolean {
  return asides.includes(name);
}
