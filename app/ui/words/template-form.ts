import * as z from 'zod/mini';
import { ticketTemplateSchema, type TicketTemplate } from '../../../shared/model/ticket-template.ts';
import { limits } from '../../../shared/model/limits.ts';
import { prioritySchema } from '../../../shared/model/ticket.ts';
import type { Change } from '../../../shared/mutations/undo.ts';
import { itemsTyped } from './checklist-form.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { formOfDraft, type Problems } from './form-draft.ts';
import { usualPriority, type NewTicketForm } from './new-ticket.ts';

/** Values of custom fields as they are typed, by field. */
export const fieldsFormSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
export type FieldsForm = z.infer<typeof fieldsFormSchema>;

/** The values that are there; what is empty is left to whoever works on the ticket. */
export const contentsOf = (fields: FieldsForm): TicketTemplate['fields'] =>
  Object.entries(fields).flatMap(([fieldId, value]) =>
    value === null || value === '' ? [] : [{ fieldId, value }],
  );

const formSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  priority: prioritySchema,
  categoryId: z.nullable(z.string()),
  teamId: z.nullable(z.string()),
  tagIds: z.array(z.string()),
  fields: fieldsFormSchema,
  /** One item on each line. */
  checklist: z.string(),
});
/** A ticket template as it is typed, and as its draft is kept. */
export type TemplateForm = z.infer<typeof formSchema>;

export function emptyTemplate(): TemplateForm {
  return {
    name: '', title: '', description: '', priority: 'medium', categoryId: null, teamId: null, tagIds: [], fields: {},
    checklist: '',
  }; // prettier-ignore
}

export function formOfTemplate({
  title,
  fields,
  checklist,
  tagIds,
  ...template
}: TicketTemplate): TemplateForm {
  return {
    ...template,
    title: title ?? '',
    tagIds: [...tagIds],
    fields: Object.fromEntries(fields.map(({ fieldId, value }) => [fieldId, value])),
    checklist: checklist.join('\n'),
  };
}

/** The template a form stands for, or what keeps it from being one, by field. */
export function templateOfForm(
  form: TemplateForm,
): { value: TicketTemplate; problems?: never } | { value?: never; problems: Problems } {
  const checklist = itemsTyped(form.checklist);
  const { success, data, error } = ticketTemplateSchema.safeParse({
    ...form,
    name: cleanLine(form.name),
    title: cleanLine(form.title) || null,
    description: cleanText(form.description),
    fields: contentsOf(form.fields),
    checklist,
  });
  if (success) return { value: data };
  const problems: Record<string, string> = {};
  for (const { path } of error.issues) {
    const [part] = path;
    problems[String(part)] ??= words[String(part)] ?? 'This cannot be kept as it is.';
  }
  return { problems };
}

const words: Readonly<Record<string, string>> = {
  name: `A name of 1 to ${limits.name} characters.`,
  title: `At most ${limits.title} characters.`,
  description: `At most ${limits.description} characters.`,
  tagIds: `At most ${limits.tagsPerTicket} tags.`,
  checklist: `At most ${limits.checklistItems} items of ${limits.checklistText} characters.`,
};

/** The form of a stored draft; null where it is none that this version of the app knows. */
export function templateOfDraft(body: string): TemplateForm | null {
  return formOfDraft(body, formSchema);
}

/** What was chosen stays, unless the template before had brought it. */
const unlessFrom = <T>(brought: string | null | undefined, chosen: T, none: T): T =>
  chosen === brought ? none : chosen;

/** What a form becomes when a template is chosen: what somebody typed stays, unless it was the template before that. */
export function withTemplate(
  form: NewTicketForm,
  templateId: string | null,
  template: TicketTemplate | undefined,
  before: TicketTemplate | undefined,
): Partial<NewTicketForm> {
  const given = (typed: string, earlier: string, next: string): string =>
    typed.trim() === '' || typed === earlier ? next : typed;
  return {
    templateId,
    title: given(form.title, before?.title ?? '', template?.title ?? ''),
    description: given(form.description, before?.description ?? '', template?.description ?? ''),
    priority: template?.priority ?? (form.priority === before?.priority ? usualPriority : form.priority),
    categoryId: template?.categoryId ?? unlessFrom(before?.categoryId, form.categoryId, null),
    teamId: template?.teamId ?? unlessFrom(before?.teamId, form.teamId, undefined),
  };
}

/** What a template adds to a ticket that is made with it, as changes of their own. */
export function changesOfTemplate(
  ticketId: string,
  { tagIds, fields, checklist }: TicketTemplate,
  newId: () => string,
): Change[] {
  const items = checklist.map((text, position) => ({ id: newId(), text, position }));
  return [
    ...tagIds.map((tagId): Change => ({ name: 'tag.add', args: { ticketId, tagId } })),
    ...fields.map((field): Change => ({ name: 'field.set', args: { ticketId, ...field } })),
    ...(items.length ? [{ name: 'checklist.add', args: { ticketId, items } } satisfies Change] : []),
  ];
}
