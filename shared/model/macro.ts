import * as z from 'zod/mini';
import { preparedTextSchema } from './canned-reply.ts';
import { idSchema, lineSchema } from './ids.ts';
import { limits } from './limits.ts';
import { fieldContentsSchema } from './ticket-template.ts';
import { prioritySchema, statusSchema } from './ticket.ts';

const tagIdsSchema = z.array(idSchema).check(
  z.maxLength(limits.tagsPerTicket),
  z.refine((ids) => new Set(ids).size === ids.length, 'a tag is there twice'),
);

/** Who is given the ticket: a person, whoever runs it, or nobody. */
const assigneeSchema = z.union([z.literal('me'), z.literal('nobody'), idSchema]);

const macroAsFirst = {
  name: lineSchema(limits.name),
  reply: z.nullable(z.strictObject({ text: preparedTextSchema, internal: z.boolean() })),
  status: z.nullable(statusSchema),
  priority: z.nullable(prioritySchema),
  assignee: z.nullable(assigneeSchema),
  teamId: z.nullable(z.union([z.literal(''), idSchema])),
  addTagIds: tagIdsSchema,
  removeTagIds: tagIdsSchema,
};

const doesSomething = z.refine<Macro>((macro) => stepsOf(macro) > 0, {
  path: ['steps'],
  message: 'it does nothing',
});
const tagsOnce = z.refine<Macro>(
  ({ addTagIds, removeTagIds }) => !addTagIds.some((id) => removeTagIds.includes(id)),
  { path: ['removeTagIds'], message: 'a tag is put on and taken off' },
);

/** A macro as apps said it that knew of no category and no custom fields. */
export const firstMacroSchema = z.strictObject(macroAsFirst).check(doesSomething, tagsOnce);

const wholeMacroSchema = z.strictObject({
  ...macroAsFirst,
  /** Not there where it leaves the category: so earlier apps can read a macro that does. '' takes the ticket out of its category. */
  categoryId: z.optional(z.union([z.literal(''), idSchema])),
  /** Values of custom fields; not there where it sets none. */
  fields: z.optional(fieldContentsSchema.check(z.minLength(1))),
});
/**
 * What staff do to tickets in one step: say something, and change fields. Null leaves what is there; a team of '' takes
 * the ticket from its team.
 */
export const macroSchema = wholeMacroSchema.check(doesSomething, tagsOnce);
export type Macro = z.infer<typeof wholeMacroSchema>;

/** In how many ways it changes a ticket. */
function stepsOf({ name: _, addTagIds, removeTagIds, ...others }: Macro): number {
  return Object.values(others).filter((part) => part != null).length + addTagIds.length + removeTagIds.length;
}
