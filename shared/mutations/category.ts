import * as z from 'zod/mini';
import { idSchema, lineSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { RowRef } from '../model/rows.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';

const categoryRef = (id: string): RowRef<'category'> => ({ kind: 'category', id });

/** Adds a category to the tenant's list. */
export const createCategory = defineMutation({
  name: 'category.create',
  version: 1,
  schema: z.strictObject({ id: idSchema, name: lineSchema(limits.name) }),
  reads: (args) => [categoryRef(args.id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'categories:manage')) {
      return refuse(refusal('not-allowed', 'Your role may not add categories.'));
    }
    const present = rows.get(categoryRef(args.id));
    if (present) {
      return present.name === args.name
        ? { writes: [] }
        : refuse(refusal('already-exists', 'A category with this identity already exists.'));
    }
    return { writes: [insert(categoryRef(args.id), { id: args.id, name: args.name, archived: false })] };
  },
});

/** Makes an entry of the tenant's list of categories, or writes it anew. */
export const setCategoryEntry = defineMutation({
  name: 'category.set',
  version: 1,
  schema: z.strictObject({ id: idSchema, name: lineSchema(limits.name), archived: z.boolean() }),
  reads: ({ id }) => [categoryRef(id)],
  locks: ({ id }) => [categoryRef(id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'categories:manage'))
      return refuse(refusal('not-allowed', 'Only an admin may change the list of categories.'));
    const { id, name, archived } = args;
    const ref = categoryRef(id);
    return {
      writes: [rows.get(ref) ? set(ref, 'row', { name, archived }) : insert(ref, { id, name, archived })],
    };
  },
});
