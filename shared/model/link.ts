import type { Versioned } from './versioned.ts';

/** How a ticket stands to another, told from the ticket that the link lies under. */
export const linkKinds = [
  'follows', 'followed-by', 'parent-of', 'child-of', 'duplicate-of', 'duplicated-by', 'related',
] as const; // prettier-ignore
export type LinkKind = (typeof linkKinds)[number];

/** The same link, told from the other ticket. */
export const inverseLink: Readonly<Record<LinkKind, LinkKind>> = {
  follows: 'followed-by',
  'followed-by': 'follows',
  'parent-of': 'child-of',
  'child-of': 'parent-of',
  'duplicate-of': 'duplicated-by',
  'duplicated-by': 'duplicate-of',
  related: 'related',
};

/**
 * That two tickets belong together. Each of the two has a row of its own, so that either travels with its ticket; both are
 * written by one mutation. Taking a link away keeps the rows, so that both orders of doing so settle alike.
 */
export interface Link extends Versioned {
  ticketId: string;
  /** The other ticket: two tickets stand to each other in one way at a time. */
  id: string;
  what: LinkKind;
  removed: boolean;
}

export const linkColumns = [
  'ticketId',
  'id',
  'what',
  'removed',
  'r',
  'n',
  's',
] as const satisfies readonly (keyof Link)[];

/** Whether the requester sees it: what follows up their own ticket is theirs too, how the desk sorts its work is not. */
export function isPublicLink({ what }: Pick<Link, 'what'>): boolean {
  return what === 'follows' || what === 'followed-by';
}
