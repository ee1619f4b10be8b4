import * as z from 'zod/mini';
import { eventId } from '../model/derived-id.ts';
import type { EventKind } from '../model/conversation.ts';
import { idSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { LeadingLinkKind, Link, LinkKind } from '../model/link.ts';
import { chosenLinkKinds, inverseLink, isLeading, isPublicLink } from '../model/link.ts';
import type { RowRef } from '../model/rows.ts';
import type { Ticket } from '../model/ticket.ts';
import type { Permission } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { followChain, type Chain } from './leading.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type PlanInput, type Rows, type Write } from './plan.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';

export const linkRef = (ticketId: string, id: string): RowRef<'link'> => ({ kind: 'link', id, ticketId });

/** Both rows of the link between two tickets. */
export const linkRefs = (a: string, b: string): RowRef<'link'>[] => [linkRef(a, b), linkRef(b, a)];

type Linked = Pick<Ticket, 'id' | 'requesterId'>;

/** Says how `ticket` stands to `other`, or stood, under both. `hidden`: also from a requester who has both. */
export function writeLink(
  rows: Rows,
  ticket: Linked,
  other: Linked,
  what: LinkKind,
  { removed = false, hidden = false }: { removed?: boolean; hidden?: boolean } = {},
): Write[] {
  const shown = !hidden && isPublicLink(what, ticket, other);
  const write = (from: string, to: string, as: LinkKind): Write => {
    const ref = linkRef(from, to);
    const content: Omit<Link, 'r' | 'n' | 's'> = { ticketId: from, id: to, what: as, removed, public: shown };
    return rows.get(ref) ? set(ref, 'row', { what: as, removed, public: shown }) : insert(ref, content);
  };
  return [write(ticket.id, other.id, what), write(other.id, ticket.id, inverseLink[what])];
}

type Pair = { ticket: Ticket; other: Ticket; refusal?: never } | { refusal: Refusal; ticket?: never };

/**
 * Two tickets that the actor may do this to. The second one is named by the argument `as`; one that is not theirs to see is
 * not there, and nobody who may not do this at all learns even that.
 */
export function openPair(
  { rows, actor }: Pick<PlanInput<unknown>, 'rows' | 'actor'>,
  ids: readonly [ticketId: string, otherId: string],
  as: string,
  needs: Permission,
): Pair {
  const one = openTicket(rows, actor, ids[0], needs);
  if (one.refusal) return one;
  if (ids[0] === ids[1])
    return {
      refusal: refusal('bad-value', 'It takes two tickets: this is one and the same.', { [as]: 'same' }),
    };
  const two = openTicket(rows, actor, ids[1], needs);
  if (two.refusal) {
    const { code, message } = two.refusal;
    const missing = code === 'not-found';
    const words = missing ? 'The other ticket is not there, or not shared with you.' : message;
    return { refusal: refusal(code, words, { [as]: missing ? 'unknown' : code }) };
  }
  return { ticket: one.ticket, other: two.ticket };
}

/**
 * Whether some of what a mutation writes is there already: its own result does not stand in its way. A delivery may have
 * brought one of two tickets before the other, so that the rest is still to be shown. `entries`: what its timeline entries
 * say, in their order: of which ticket, and under which name which other ticket.
 */
export function isOwn(
  { rows, uid, actor }: Pick<PlanInput<unknown>, 'rows' | 'uid' | 'actor'>,
  what: EventKind,
  entries: readonly (readonly [ticketId: string, name: string, otherId: string])[],
): boolean {
  return entries.some(([ticketId, name, otherId], nth) => {
    const entry = rows.get({ kind: 'event', id: eventId(uid, nth), ticketId });
    const named = (entry?.newValue as Record<string, unknown> | null | undefined)?.[name];
    return entry?.what === what && entry.actorId === actor.id && named === otherId;
  });
}

/** Refuses one link too many on either of two tickets. */
export function checkRoom(rows: Rows, ...ids: string[]): Refusal | undefined {
  const full = ids.some((id) => liveLinks(rows, id).length >= limits.linksPerTicket);
  return full
    ? refusal('too-many-links', `A ticket is linked to at most ${limits.linksPerTicket} others.`)
    : undefined;
}

const liveLinks = (rows: Rows, ticketId: string): Link[] =>
  rows.list('link', ticketId).filter(({ removed }) => !removed);

interface Wish {
  ticketId: string;
  otherId: string;
  what: LinkKind;
}

interface Lead {
  fromId: string;
  toId: string;
  what: LeadingLinkKind;
}

/** Which of the two would lead to the other; undefined for links that lead nowhere. */
function leadOf({ ticketId, otherId, what }: Wish): Lead | undefined {
  if (isLeading(what)) return { fromId: ticketId, toId: otherId, what };
  const back = inverseLink[what];
  return isLeading(back) ? { fromId: otherId, toId: ticketId, what: back } : undefined;
}

/** What is said of a ticket that leads to another already, and of one that is led to by that other. */
const leadWords: Readonly<Record<LeadingLinkKind, { twice: string; circle: string }>> = {
  'child-of': {
    twice: 'It is part of another ticket already: take that link away first.',
    circle: 'The ticket above it is a part of it already, directly or through others.',
  },
  'duplicate-of': {
    twice: 'It is a duplicate of another ticket already: take that link away first.',
    circle: 'The original is a duplicate of it already, directly or through others.',
  },
  follows: {
    twice: 'It follows up another ticket already: take that link away first.',
    circle: 'The earlier ticket follows up this one already, directly or through others.',
  },
  'merged-into': {
    twice: 'It is merged into another ticket already: undo that first.',
    circle: 'That ticket is merged into this one already, directly or through others.',
  },
};

/** A ticket leads to one other of a kind, and to none that leads back to it. */
export function checkLead(rows: Rows, wish: Wish): Refusal | undefined {
  const lead = leadOf(wish);
  if (!lead) return undefined;
  const { fromId, toId, what } = lead;
  if (liveLinks(rows, fromId).some((link) => link.what === what && link.id !== toId))
    return refusal('already-linked', leadWords[what].twice);
  return followChain(rows, { ticketId: toId, what }).includes(fromId)
    ? refusal('circle', leadWords[what].circle)
    : undefined;
}

const chainsOf = (wish: Wish): Chain[] => {
  const lead = leadOf(wish);
  return lead ? [{ ticketId: lead.toId, what: lead.what }] : [];
};

/** Links two tickets. Of two people who make a circle only together, the second is refused. */
export const addLink = defineMutation({
  name: 'link.add',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, otherId: idSchema, what: z.enum(chosenLinkKinds) }),
  reads: ({ ticketId, otherId }) => [ticketRef(ticketId), ticketRef(otherId), ...linkRefs(ticketId, otherId)],
  lists: ({ ticketId, otherId }) => [
    { kind: 'link', ticketId },
    { kind: 'link', ticketId: otherId },
  ],
  chains: chainsOf,
  events: 2,
  plan(input) {
    const { rows, args } = input;
    const { ticketId, otherId, what } = args;
    const pair = openPair(input, [ticketId, otherId], 'otherId', 'tickets:link');
    if (pair.refusal) return refuse(pair.refusal);
    const present = rows.get(linkRef(ticketId, otherId));
    const linked = present && !present.removed;
    const wrong = linked
      ? refusal('already-linked', 'These two tickets are linked already.')
      : (checkLead(rows, args) ?? checkRoom(rows, ticketId, otherId));
    const own = [
      [ticketId, 'ticketId', otherId],
      [otherId, 'ticketId', ticketId],
    ] as const;
    if (wrong && !isOwn(input, 'linked', own)) return refuse(wrong);
    const { ticket, other } = pair;
    const internal = !isPublicLink(what, ticket, other);
    const told = (id: string, as: LinkKind) => ({ newValue: { ticketId: id, what: as }, internal });
    return {
      writes: [
        ...writeLink(rows, ticket, other, what),
        ...timeline(input, ticketId, 'linked', told(otherId, what)),
        ...timeline(input, otherId, 'linked', told(ticketId, inverseLink[what]), 1),
      ],
    };
  },
});

/** Takes a link away; twice is once. What a merge has linked goes by undoing that. */
export const removeLink = defineMutation({
  name: 'link.remove',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, otherId: idSchema }),
  reads: ({ ticketId, otherId }) => [ticketRef(ticketId), ticketRef(otherId), ...linkRefs(ticketId, otherId)],
  events: 2,
  plan(input) {
    const { rows, args } = input;
    const { ticketId, otherId } = args;
    const pair = openPair(input, [ticketId, otherId], 'otherId', 'tickets:link');
    if (pair.refusal) return refuse(pair.refusal);
    const link = rows.get(linkRef(ticketId, otherId));
    if (!link || link.removed) return { writes: [] };
    const { what } = link;
    if (what === 'merged-into' || what === 'merged-from')
      return refuse(refusal('already-merged', 'The two are merged by now: undo that instead.'));
    const internal = !link.public;
    const told = (id: string, as: LinkKind) => ({ oldValue: { ticketId: id, what: as }, internal });
    return {
      writes: [
        ...writeLink(rows, pair.ticket, pair.other, what, { removed: true }),
        ...timeline(input, ticketId, 'unlinked', told(otherId, what)),
        ...timeline(input, otherId, 'unlinked', told(ticketId, inverseLink[what]), 1),
      ],
    };
  },
});
