import * as z from 'zod/mini';
import { idSchema } from '../model/ids.ts';
import { noticeKinds } from '../model/notice.ts';
import {
  aboutKind,
  aboutTicket,
  kindPreferenceId,
  preferenceRef,
  ticketPreferenceId,
} from '../model/preference.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type Plan, type PlanInput } from './plan.ts';
import { seenTicket, ticketRef } from './ticket-access.ts';

/** Says of one of the actor's own preferences what is wanted. `id` and `about` follow from each other. */
function want(
  { rows, actor }: Pick<PlanInput<unknown>, 'rows' | 'actor'>,
  given: { id: string; rightId: string; about: string; wanted: boolean },
): Plan {
  const { id, rightId, about, wanted } = given;
  if (id !== rightId) return refuse(refusal('not-found', 'This is not yours to choose.'));
  const ref = preferenceRef(id);
  return {
    writes: [
      rows.get(ref) ? set(ref, 'row', { wanted }) : insert(ref, { id, personId: actor.id, about, wanted }),
    ],
  };
}

/** Whether a person wants to be told of one kind of thing, on all of their devices. */
export const chooseNotices = defineMutation({
  name: 'notice.choose',
  version: 1,
  schema: z.strictObject({ id: idSchema, what: z.enum(noticeKinds), wanted: z.boolean() }),
  reads: ({ id }) => [preferenceRef(id)],
  locks: ({ id }) => [preferenceRef(id)],
  plan(input) {
    const { id, what, wanted } = input.args;
    return want(input, {
      id,
      rightId: kindPreferenceId(input.actor.id, what),
      about: aboutKind(what),
      wanted,
    });
  },
});

/** Whether a person is told of what happens on one ticket; being called by name passes. */
export const muteTicket = defineMutation({
  name: 'ticket.mute',
  version: 1,
  schema: z.strictObject({ id: idSchema, ticketId: idSchema, muted: z.boolean() }),
  reads: ({ id, ticketId }) => [ticketRef(ticketId), preferenceRef(id)],
  locks: ({ id }) => [preferenceRef(id)],
  events: 0,
  plan(input) {
    const { rows, actor, args } = input;
    const { id, ticketId, muted } = args;
    const seen = seenTicket(rows, actor, ticketId);
    if (seen.refusal) return refuse(seen.refusal);
    const rightId = ticketPreferenceId(actor.id, ticketId);
    return want(input, { id, rightId, about: aboutTicket(ticketId), wanted: !muted });
  },
});
