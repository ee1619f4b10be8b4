import * as z from 'zod/mini';
import { idSchema, lineSchema, textSchema } from './ids.ts';
import { limits } from './limits.ts';
import { prioritySchema } from './ticket.ts';

const ids = (max: number) =>
  z.array(idSchema).check(
    z.maxLength(max),
    z.refine((list) => new Set(list).size === list.length, 'one is there twice'),
  );

/** Values of custom fields, each field once. */
export const fieldContentsSchema = z
  .array(
    z.strictObject({
      fieldId: idSchema,
      value: z.union([textSchema(0, limits.fieldText), z.number(), z.boolean()]),
    }),
  )
  .check(
    z.maxLength(limits.templateFields),
    z.refine(
      (fields) => new Set(fields.map(({ fieldId }) => fieldId)).size === fields.length,
      'a field is there twice',
    ),
  );

/** What a new ticket of a recurring kind begins with. Empty parts are left to whoever files it. */
export const ticketTemplateSchema = z.strictObject({
  name: lineSchema(limits.name),
  title: z.nullable(lineSchema(limits.title)),
  description: textSchema(0, limits.description),
  priority: prioritySchema,
  categoryId: z.nullable(idSchema),
  teamId: z.nullable(idSchema),
  tagIds: ids(limits.tagsPerTicket),
  fields: fieldContentsSchema,
  checklist: z.array(lineSchema(limits.checklistText)).check(z.maxLength(limits.checklistItems)),
});
export type TicketTemplate = z.infer<typeof ticketTemplateSchema>;
