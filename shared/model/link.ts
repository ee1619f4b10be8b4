import type { Versioned } from './versioned.ts';

/** How a ticket stands to another, told from the ticket that the link lies under. */
export const linkKinds = [
  'follows', 'followed-by', 'parent-of', 'child-of', 'duplicate-of', 'duplicated-by', 'related', 'merged-into',
  'merged-from', 'split-from', 'split-into',
] as const; // prettier-ignore
export type LinkKind = (typeof linkKinds)[number];

/** Those that people choose; the others come with what was done to the two tickets. */
export const chosenLinkKinds = [
  'parent-of', 'child-of', 'duplicate-of', 'duplicated-by', 'follows', 'followed-by', 'related',
] as const satisfies readonly LinkKind[]; // prettier-ignore
export type ChosenLinkKind = (typeof chosenLinkKinds)[number];

/**
 * Those that lead from ticket to ticket, at most one of each kind from a ticket, and never in a circle: to its parent, to
 * the original, to what it follows up, and to where it was merged. (The index links_leading is for these.)
 */
export const leadingLinkKinds = [
  'child-of',
  'duplicate-of',
  'follows',
  'merged-into',
] as const satisfies readonly LinkKind[];
export type LeadingLinkKind = (typeof leadingLinkKinds)[number];

export const isLeading = (what: LinkKind): what is LeadingLinkKind =>
  (leadingLinkKinds as readonly LinkKind[]).includes(what);

/** The same link, told from the other ticket. */
export const inverseLink: Readonly<Record<LinkKind, LinkKind>> = {
  follows: 'followed-by',
  'followed-by': 'follows',
  'parent-of': 'child-of',
  'child-of': 'parent-of',
  'duplicate-of': 'duplicated-by',
  'duplicated-by': 'duplicate-of',
  related: 'related',
  'merged-into': 'merged-from',
  'merged-from': 'merged-into',
  'split-from': 'split-into',
  'split-into': 'split-from',
};

/**
 * That two tickets belong together. Each of the two has a row of its own, so that either travels with its ticket; both are
 * written by one mutation. Taking a link away keeps the rows.
 */
export interface Link extends Versioned {
  ticketId: string;
  /** The other ticket: two tickets stand to each other in one way at a time. */
  id: string;
  what: LinkKind;
  removed: boolean;
  /** Whether the requester sees it: how the desk sorts its work is not theirs. Settled when it is written. */
  public: boolean;
}

export const linkColumns = [
  'ticketId', 'id', 'what', 'removed', 'r', 'n', 's', 'public',
] as const satisfies readonly (keyof Link)[]; // prettier-ignore

/** Where a ticket follows up, was merged or split off between tickets of one requester, that requester is told. */
const told: ReadonlySet<LinkKind> = new Set<LinkKind>([
  'follows', 'followed-by', 'merged-into', 'merged-from', 'split-from', 'split-into',
]); // prettier-ignore

/** Whether a link of this kind is shown to the requesters of two tickets: only where both are one person's. */
export function isPublicLink(
  what: LinkKind,
  one: { requesterId: string },
  other: { requesterId: string },
): boolean {
  return told.has(what) && one.requesterId === other.requesterId;
}
