import * as z from 'zod/mini';
import { macroSchema, type Macro } from '../../../shared/model/macro.ts';
import { prioritySchema, statusSchema } from '../../../shared/model/ticket.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { contentsOf, fieldsFormSchema } from './template-form.ts';
import { formOfDraft, type Problems } from './form-draft.ts';
import { nameProblem, preparedTextProblem } from './reply-form.ts';

const formSchema = z.object({
  name: z.string(),
  says: z.boolean(),
  text: z.string(),
  internal: z.boolean(),
  status: z.nullable(statusSchema),
  priority: z.nullable(prioritySchema),
  assignee: z.nullable(z.string()),
  teamId: z.nullable(z.string()),
  addTagIds: z.array(z.string()),
  removeTagIds: z.array(z.string()),
  // Drafts of earlier versions of the app have neither.
  /** '' takes the ticket out of its category. */
  categoryId: z._default(z.nullable(z.string()), null),
  /** By field. */
  fields: z._default(fieldsFormSchema, {}),
});
/** A macro as it is typed, and as its draft is kept. */
export type MacroForm = z.infer<typeof formSchema>;

export const emptyMacro = (): MacroForm =>
  formOfMacro({
    name: '',
    reply: null,
    status: null,
    priority: null,
    assignee: null,
    teamId: null,
    addTagIds: [],
    removeTagIds: [],
  });

export function formOfMacro({
  reply,
  addTagIds,
  removeTagIds,
  categoryId,
  fields = [],
  ...others
}: Macro): MacroForm {
  return {
    ...others,
    categoryId: categoryId ?? null,
    fields: Object.fromEntries(fields.map(({ fieldId, value }) => [fieldId, value])),
    says: reply !== null,
    text: reply?.text ?? '',
    internal: reply?.internal ?? false,
    addTagIds: [...addTagIds],
    removeTagIds: [...removeTagIds],
  };
}

export const macroOfDraft = (body: string): MacroForm | null => formOfDraft(body, formSchema);

/** The macro a form stands for, or what keeps it from being one, by field: `name`, `text`, `tags`, `steps`. */
export function macroOfForm(
  form: MacroForm,
): { value: Macro; problems?: never } | { value?: never; problems: Problems } {
  const { says, text, internal, name, categoryId, fields: typed, ...others } = form;
  const fields = contentsOf(typed);
  const { success, data, error } = macroSchema.safeParse({
    ...others,
    ...(fields.length > 0 && { fields }),
    ...(categoryId !== null && { categoryId }),
    name: cleanLine(name),
    reply: says ? { text: cleanText(text), internal } : null,
  });
  if (success) return { value: data };
  const problems: Record<string, string> = {};
  const named = nameProblem(name);
  if (named) problems['name'] = named;
  const worded = says ? preparedTextProblem(text) : undefined;
  if (worded) problems['text'] = worded;
  for (const { path } of error.issues) {
    if (path[0] === 'steps') problems['steps'] = 'Choose at least one thing that it does.';
    if (path[0] === 'addTagIds' || path[0] === 'removeTagIds')
      problems['tags'] = 'At most ten tags, each either put on or taken off.';
    if (path[0] === 'fields') problems['fields'] = 'One of these values cannot be kept as it is.';
  }
  return {
    problems: Object.keys(problems).length ? problems : { '': 'This macro cannot be kept as it is.' },
  };
}
