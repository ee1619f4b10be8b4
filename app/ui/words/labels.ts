import type { Role } from '../../../shared/model/directory.ts';
import type { LinkKind } from '../../../shared/model/link.ts';
import type { Priority, Status } from '../../../shared/model/ticket.ts';

export const statusLabels: Readonly<Record<Status, string>> = {
  new: 'New',
  open: 'Open',
  pending: 'Pending',
  escalated: 'Escalated',
  resolved: 'Resolved',
  closed: 'Closed',
};

export const priorityLabels: Readonly<Record<Priority, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  urgent: 'Urgent',
};

export const roleLabels: Readonly<Record<Role, string>> = {
  user: 'Requester',
  agent: 'Agent',
  admin: 'Admin',
};

/** How a ticket stands to the one that is named after this. */
export const linkLabels: Readonly<Record<LinkKind, string>> = {
  follows: 'Follows',
  'followed-by': 'Followed by',
  'parent-of': 'Parent of',
  'child-of': 'Part of',
  'duplicate-of': 'Duplicate of',
  'duplicated-by': 'Duplicated by',
  related: 'Related to',
  'merged-into': 'Merged into',
  'merged-from': 'Merged in',
  'split-from': 'Split off from',
  'split-into': 'Split off',
};

/** What stands where a ticket's number will be, while the device has no number to give. */
export const numberFollows = 'number follows';

/** What “needs attention” counts (app/queries/conflicts.ts). */
export const attentionWords = (count: number): string =>
  `${countWords(count, 'thing')} for you to look at: changes that were refused, or that somebody else’s stand over, or words whose ticket has left.`;

/** `1 ticket`, `2 tickets`, `2,300 tickets`. */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
