import * as z from 'zod/mini';
import { fieldRef, fieldTypeSchema, type FieldType } from '../model/directory.ts';
import { idSchema, lineSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { may } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { requirableStatuses } from '../rules/required-fields.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';

const areDistinct = (list: readonly string[]): boolean => new Set(list).size === list.length;

/** Whether values of a type are some of the field's options. */
export const hasOptions = (type: FieldType): boolean => type === 'select' || type === 'choices';

/**
 * Defines a custom field of the tenant's, or writes its definition anew. What it is called by machines, and of which type it
 * is, stays as it was made: values are there already.
 */
export const defineField = defineMutation({
  name: 'field.define',
  version: 1,
  schema: z.strictObject({
    id: idSchema,
    key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,49}$/)),
    label: lineSchema(limits.name),
    type: fieldTypeSchema,
    options: z
      .array(lineSchema(limits.fieldOption))
      .check(z.maxLength(limits.fieldOptions), z.refine(areDistinct, 'a choice is there twice')),
    requiredIn: z.array(z.enum(requirableStatuses)).check(z.refine(areDistinct, 'a status is there twice')),
    public: z.boolean(),
    archived: z.boolean(),
  }),
  reads: ({ id }) => [fieldRef(id)],
  locks: ({ id }) => [fieldRef(id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'fields:manage'))
      return refuse(refusal('not-allowed', 'Only an admin may define fields.'));
    const { id, key, type, ...content } = args;
    const present = rows.get(fieldRef(id));
    if (present && present.type !== type)
      return refuse(refusal('bad-value', 'A field stays of the type it was made with.', { type: 'fixed' }));
    if (present && present.key !== key)
      return refuse(refusal('bad-value', 'A field keeps its key.', { key: 'fixed' }));
    const wrong = optionsProblem(type, content.options);
    if (wrong) return refuse(wrong);
    return {
      writes: [present ? set(fieldRef(id), 'row', content) : insert(fieldRef(id), args)],
    };
  },
});

function optionsProblem(type: FieldType, options: readonly string[]): Refusal | undefined {
  const wrong = (message: string) => refusal('bad-value', message, { options: 'bad' });
  if (!hasOptions(type)) return options.length ? wrong('Only a field of choices has choices.') : undefined;
  if (options.length === 0) return wrong('Say what there is to choose from.');
  // All of them at once are a value as well.
  return type === 'choices' && options.join('\n').length > limits.fieldText
    ? wrong(`All choices together are at most ${limits.fieldText} characters long.`)
    : undefined;
}
