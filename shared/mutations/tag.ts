import * as z from 'zod/mini';
import { tagColorSchema } from '../model/directory.ts';
import { idSchema, lineSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { RowRef } from '../model/rows.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type Plan, type PlanInput } from './plan.ts';
import { openTicket, timeline, ticketRef } from './ticket-access.ts';

const tagRef = (id: string): RowRef<'tag'> => ({ kind: 'tag', id });
const linkRef = (ticketId: string, id: string): RowRef<'ticketTag'> => ({ kind: 'ticketTag', id, ticketId });

const schema = z.strictObject({ ticketId: idSchema, tagId: idSchema });
type Args = z.infer<typeof schema>;

function putTag(input: PlanInput<Args>, removed: boolean): Plan {
  const { rows, args, actor } = input;
  const access = openTicket(rows, actor, args.ticketId, 'tags:apply');
  if (access.refusal) return refuse(access.refusal);
  const tag = rows.get(tagRef(args.tagId));
  if (!tag) return refuse(refusal('not-found', 'This tag does not exist.', { tagId: 'unknown' }));
  if (tag.archived && !removed)
    return refuse(refusal('archived', `The tag ${tag.name} is no longer in use.`));
  const ref = linkRef(args.ticketId, args.tagId);
  const link = rows.get(ref);
  if (!link && removed) return { writes: [] };
  if (!removed && link?.removed !== false) {
    const carried = rows.list('ticketTag', args.ticketId).filter((other) => !other.removed);
    if (carried.length >= limits.tagsPerTicket) {
      const message = `A ticket carries at most ${limits.tagsPerTicket} tags.`;
      return refuse(refusal('too-many-tags', message));
    }
  }
  const write = link
    ? set(ref, 'row', { removed })
    : insert(ref, { ticketId: args.ticketId, id: args.tagId, removed: false });
  if (link && link.removed === removed) return { writes: [write] };
  const what = removed ? 'tag-removed' : 'tag-added';
  return {
    writes: [write, ...timeline(input, args.ticketId, what, { newValue: args.tagId, internal: true })],
  };
}

const reads = (args: Args): RowRef[] => [
  ticketRef(args.ticketId),
  tagRef(args.tagId),
  linkRef(args.ticketId, args.tagId),
];

export const addTag = defineMutation({
  name: 'tag.add',
  version: 1,
  schema,
  reads,
  lists: (args) => [{ kind: 'ticketTag', ticketId: args.ticketId }],
  plan: (input) => putTag(input, false),
});

export const removeTag = defineMutation({
  name: 'tag.remove',
  version: 1,
  schema,
  reads,
  plan: (input) => putTag(input, true),
});

/** Adds a tag to the tenant's list. */
export const createTag = defineMutation({
  name: 'tag.create',
  version: 1,
  schema: z.strictObject({ id: idSchema, name: lineSchema(limits.tagName) }),
  reads: (args) => [tagRef(args.id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'tags:manage')) return refuse(refusal('not-allowed', 'Your role may not add tags.'));
    const present = rows.get(tagRef(args.id));
    if (present) {
      return present.name === args.name
        ? { writes: [] }
        : refuse(refusal('already-exists', 'A tag with this identity already exists.'));
    }
    return {
      writes: [insert(tagRef(args.id), { ...args, archived: false, color: 'grey', description: '' })],
    };
  },
});

/** Makes an entry of the tenant's list of tags, or writes it anew: as a whole, as it stood in its form. */
export const setTag = defineMutation({
  name: 'tag.set',
  version: 1,
  schema: z.strictObject({
    id: idSchema,
    name: lineSchema(limits.tagName),
    color: tagColorSchema,
    description: textSchema(0, limits.tagDescription),
    archived: z.boolean(),
  }),
  reads: ({ id }) => [tagRef(id)],
  locks: ({ id }) => [tagRef(id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'tags:manage'))
      return refuse(refusal('not-allowed', 'Only an admin may change the list of tags.'));
    const { id, ...content } = args;
    const ref = tagRef(id);
    return { writes: [rows.get(ref) ? set(ref, 'row', content) : insert(ref, args)] };
  },
});
