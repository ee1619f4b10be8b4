import * as z from 'zod/mini';
import { checkItemRef, checkRef } from '../model/checklist.ts';
import { idSchema, lineSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';
import { openTicket, ticketRef } from './ticket-access.ts';

const textSchema = lineSchema(limits.checklistText);
const positionSchema = z.int().check(z.gte(0), z.lte(1_000_000));

const noItem = refusal('not-found', 'This item is not on the list.', { itemId: 'unknown' });

/** Puts things to be done on a ticket. */
export const addCheckItems = defineMutation({
  name: 'checklist.add',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    items: z
      .array(z.strictObject({ id: idSchema, text: textSchema, position: positionSchema }))
      .check(z.minLength(1), z.maxLength(limits.checklistItems)),
  }),
  reads: ({ ticketId, items }) => [ticketRef(ticketId), ...items.map(({ id }) => checkItemRef(ticketId, id))],
  lists: ({ ticketId }) => [{ kind: 'checkItem', ticketId }],
  plan({ rows, args, actor }) {
    const access = openTicket(rows, actor, args.ticketId, 'checklists:edit');
    if (access.refusal) return refuse(access.refusal);
    const { ticketId, items } = args;
    if (new Set(items.map(({ id }) => id)).size < items.length)
      return refuse(refusal('bad-value', 'An item is there twice.', { items: 'twice' }));
    const fresh = items.filter(({ id }) => !rows.get(checkItemRef(ticketId, id)));
    const standing = rows.list('checkItem', ticketId).filter(({ removed }) => !removed);
    if (standing.length + fresh.length > limits.checklistItems)
      return refuse(refusal('too-many-items', `A checklist has at most ${limits.checklistItems} items.`));
    return {
      writes: fresh.map((item) =>
        insert(checkItemRef(ticketId, item.id), { ticketId, ...item, removed: false }),
      ),
    };
  },
});

/** Says an item otherwise, puts it elsewhere, takes it off the list or back onto it: as a whole, as it stood there. */
export const setCheckItem = defineMutation({
  name: 'checklist.set',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    itemId: idSchema,
    text: textSchema,
    position: positionSchema,
    removed: z.boolean(),
  }),
  reads: ({ ticketId, itemId }) => [ticketRef(ticketId), checkItemRef(ticketId, itemId)],
  lists: ({ ticketId }) => [{ kind: 'checkItem', ticketId }],
  plan({ rows, args, actor }) {
    const access = openTicket(rows, actor, args.ticketId, 'checklists:edit');
    if (access.refusal) return refuse(access.refusal);
    const { ticketId, itemId, ...content } = args;
    const ref = checkItemRef(ticketId, itemId);
    const item = rows.get(ref);
    if (!item) return refuse(noItem);
    const standing = rows.list('checkItem', ticketId).filter(({ removed }) => !removed);
    if (item.removed && !content.removed && standing.length >= limits.checklistItems)
      return refuse(refusal('too-many-items', `A checklist has at most ${limits.checklistItems} items.`));
    return { writes: [set(ref, 'row', content)] };
  },
});

/**
 * Ticks an item, or takes the tick away. Ticked by two, it stays that of the first to reach the office: they say the same,
 * and neither has lost anything.
 */
export const tickCheckItem = defineMutation({
  name: 'checklist.tick',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, itemId: idSchema, done: z.boolean() }),
  reads: ({ ticketId, itemId }) => [
    ticketRef(ticketId),
    checkItemRef(ticketId, itemId),
    checkRef(ticketId, itemId),
  ],
  plan({ rows, args, actor, atMs }) {
    const { ticketId, itemId, done } = args;
    const access = openTicket(rows, actor, ticketId, 'checklists:edit');
    if (access.refusal) return refuse(access.refusal);
    // One that was taken off the list meanwhile is ticked all the same: it was done, should it come back.
    if (!rows.get(checkItemRef(ticketId, itemId))) return refuse(noItem);
    const ref = checkRef(ticketId, itemId);
    const present = rows.get(ref);
    if (!present) return { writes: [insert(ref, { ticketId, id: itemId, done, byId: actor.id, at: atMs })] };
    const { byId, at } = present.done === done ? present : { byId: actor.id, at: atMs };
    return { writes: [set(ref, 'row', { done, byId, at })] };
  },
});
