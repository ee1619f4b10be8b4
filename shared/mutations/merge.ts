import * as z from 'zod/mini';
import { eventId } from '../model/derived-id.ts';
import { idSchema } from '../model/ids.ts';
import { isPublicLink, leadingLinkKinds, linkKinds, type LinkKind } from '../model/link.ts';
import type { RowRef } from '../model/rows.ts';
import { statusSchema, type Ticket } from '../model/ticket.ts';
import { dotOf } from '../model/versioned.ts';
import { mergesUnanswered } from '../rules/approvals.ts';
import { statusRegister } from '../rules/lifecycle.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { sameDot } from '../clock/dot.ts';
import { sameJson } from '../lib/fingerprint.ts';
import { lacksWord, readsOfApprovals } from './ask-approval.ts';
import { followChain } from './leading.ts';
import { checkLead, checkRoom, isOwn, linkRef, linkRefs, openPair, writeLink } from './link.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set, type PlanInput, type Rows, type Write } from './plan.ts';
import { ticketRef, timeline } from './ticket-access.ts';

const pairSchema = { ticketId: idSchema, intoId: idSchema };

/** What a merge has changed on the ticket that was merged: the old value of its timeline entry there. */
const statusSchemaOf = z.object({
  status: statusSchema,
  resolvedAt: z.nullable(z.number()),
  closedAt: z.nullable(z.number()),
});
/** How the two stood to each other before; in the internal entry on the other ticket. */
const linkSchema = z.object({ link: z.nullable(z.enum(linkKinds)) });

/** What the timelines of the two say of either. */
const entriesOf = ({ ticketId, intoId }: { ticketId: string; intoId: string }) =>
  [
    [ticketId, 'into', intoId],
    [intoId, 'from', ticketId],
  ] as const;

const statusOf = ({ status, resolvedAt, closedAt }: Ticket) => ({ status, resolvedAt, closedAt });

/**
 * Merges a ticket into another (docs/decisions/0010): it is closed, and its conversation is shown with the other's. Not
 * a message moves, so that whatever is written there meanwhile, by whomever, is where it is read.
 */
export const mergeTicket = defineMutation({
  name: 'ticket.merge',
  version: 1,
  schema: z.strictObject(pairSchema),
  reads: ({ ticketId, intoId }) => [
    ticketRef(ticketId),
    ticketRef(intoId),
    ...linkRefs(ticketId, intoId),
    ...readsOfApprovals('unanswered'),
  ],
  lists: ({ ticketId, intoId }) => [
    { kind: 'link', ticketId },
    { kind: 'link', ticketId: intoId },
  ],
  events: 3,
  plan(input) {
    const { rows, args, atMs } = input;
    const { ticketId, intoId } = args;
    const pair = openPair(input, [ticketId, intoId], 'intoId', 'tickets:merge');
    if (pair.refusal) return refuse(pair.refusal);
    const { ticket, other } = pair;
    const wrong = checkMerge(rows, ticket, other) ?? checkAnswered(input, ticket, other);
    if (wrong && !isOwn(input, 'merged', entriesOf(args))) return refuse(wrong);
    const link = rows.get(linkRef(ticketId, intoId));
    const internal = !isPublicLink('merged-into', ticket, other);
    const before = { oldValue: statusOf(ticket), newValue: { into: intoId }, internal };
    const wasLinked = link && !link.removed && link.what !== 'merged-into' ? link.what : null;
    const linked = { oldValue: { link: wasLinked }, internal: true };
    return {
      // The status comes last: where a rule of the tenant holds it back, the two are merged all the same.
      writes: [
        ...writeLink(rows, ticket, other, 'merged-into'),
        ...timeline(input, ticketId, 'merged', before),
        ...timeline(input, intoId, 'merged', { ...linked, newValue: { from: ticketId } }, 1),
        ...moveTo(input, ticket, closing(ticket, atMs)),
      ],
    };
  },
});

const closing = (ticket: Ticket, atMs: number) =>
  ticket.status === 'closed' ? statusOf(ticket) : statusRegister(ticket, 'closed', atMs);

type StatusRegister = Pick<Ticket, 'status' | 'resolvedAt' | 'closedAt'>;

/** Writes the status register, and what happened if anything did, under the entry after those of the merge. */
function moveTo(input: PlanInput<unknown>, ticket: Ticket, to: StatusRegister): Write[] {
  if (sameJson(statusOf(ticket), to)) return [];
  const happened = { oldValue: ticket.status, newValue: to.status };
  return [
    set(ticketRef(ticket.id), 'status', to),
    ...(ticket.status === to.status ? [] : timeline(input, ticket.id, 'status', happened, 2)),
  ];
}

/** Twice, in a circle, or into what is settled: said in words, and nothing is changed. */
function checkMerge(rows: Rows, ticket: Ticket, into: Ticket): Refusal | undefined {
  const [beyond] = followChain(rows, { ticketId: into.id, what: 'merged-into' });
  if (beyond === ticket.id)
    return refusal('circle', 'That ticket is merged into this one: undo that first.', { intoId: 'merged' });
  if (beyond !== undefined)
    return refusal('already-merged', 'That ticket is merged into another by now: merge into that one.', {
      intoId: 'merged',
    });
  if (followChain(rows, { ticketId: ticket.id, what: 'merged-into' }).length)
    return refusal('already-merged', 'This ticket is merged into another already: undo that first.');
  if (into.status === 'closed')
    return refusal('move-not-allowed', 'That ticket is closed: restore it before merging into it.', {
      intoId: 'closed',
    });
  const present = rows.get(linkRef(ticket.id, into.id));
  return present && !present.removed ? undefined : checkRoom(rows, ticket.id, into.id);
}

/** A merge is no way round an admin's word for settling what nobody has answered (docs/decisions/0017). */
function checkAnswered(input: PlanInput<unknown>, ticket: Ticket, into: Ticket): Refusal | undefined {
  if (!mergesUnanswered(ticket, into) || !lacksWord(input, ticket, 'unanswered')) return undefined;
  return refusal(
    'not-allowed',
    'Nobody has replied to its requester, who would hear nothing more: reply first, or ask an admin to merge it.',
  );
}

const eventOn = (ticketId: string, id: string): RowRef<'event'> => ({ kind: 'event', id, ticketId });

/**
 * Undoes a merge: the two are apart again, linked as they were, and the one that was merged has its status back. What
 * somebody has changed since is left, and the timeline says what that is. What was written on either stays where it was
 * written. `mergedBy`: the merge, by its entry in the timeline of the ticket that was merged.
 */
export const unmergeTicket = defineMutation({
  name: 'ticket.unmerge',
  version: 1,
  schema: z.strictObject({ ...pairSchema, mergedBy: idSchema }),
  reads: ({ ticketId, intoId, mergedBy }) => [
    ticketRef(ticketId),
    ticketRef(intoId),
    ...linkRefs(ticketId, intoId),
    eventOn(ticketId, mergedBy),
    eventOn(intoId, eventId(mergedBy, 1)),
  ],
  lists: ({ ticketId, intoId }) => [
    { kind: 'link', ticketId },
    { kind: 'link', ticketId: intoId },
  ],
  // By whichever link they were linked before.
  chains: ({ ticketId, intoId }) =>
    [ticketId, intoId].flatMap((id) => leadingLinkKinds.map((what) => ({ ticketId: id, what }))),
  events: 3,
  plan(input) {
    const { rows, args } = input;
    const { ticketId, intoId, mergedBy } = args;
    const pair = openPair(input, [ticketId, intoId], 'intoId', 'tickets:merge');
    if (pair.refusal) return refuse(pair.refusal);
    const merged = rows.get(eventOn(ticketId, mergedBy));
    const before = statusSchemaOf.safeParse(merged?.oldValue);
    const own = isOwn(input, 'unmerged', entriesOf(args));
    const link = rows.get(linkRef(ticketId, intoId));
    // The very merge that stands, and not one that was undone in between.
    const live = link && !link.removed && link.what === 'merged-into';
    const stands = live && merged && sameDot([link.r, link.n], [merged.r, merged.n]);
    if (merged?.what !== 'merged' || !before.success || !(stands || own))
      return refuse(
        refusal('not-found', 'The two are not merged any more: there is nothing to undo.', {
          intoId: 'apart',
        }),
      );
    const { ticket, other } = pair;
    const untouched = sameDot(dotOf(ticket, 'status'), [merged.r, merged.n]);
    const asWas = sameJson(statusOf(ticket), before.data);
    const wasLinked = linkBefore(rows, intoId, mergedBy);
    // Meanwhile one of them may have become a part of something else.
    const fits = wasLinked && !checkLead(rows, { ticketId, otherId: intoId, what: wasLinked });
    const left = [...(untouched || asWas ? [] : ['status']), ...(wasLinked && !fits ? ['link'] : [])];
    const internal = !isPublicLink('merged-into', ticket, other);
    return {
      writes: [
        ...writeLink(rows, ticket, other, fits ? wasLinked : 'merged-into', { removed: !fits }),
        ...timeline(input, ticketId, 'unmerged', { newValue: { into: intoId, left }, internal }),
        ...timeline(input, intoId, 'unmerged', { newValue: { from: ticketId }, internal: true }, 1),
        ...(untouched ? moveTo(input, ticket, before.data) : []),
      ],
    };
  },
});

/** How the two stood to each other when they were merged, told from the one that was; null where they did not. */
function linkBefore(rows: Rows, intoId: string, mergedBy: string): LinkKind | null {
  const entry = rows.get(eventOn(intoId, eventId(mergedBy, 1)));
  return linkSchema.safeParse(entry?.oldValue).data?.link ?? null;
}
