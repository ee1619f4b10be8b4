import * as z from 'zod/mini';
import { fieldValueRef } from '../model/conversation.ts';
import { choicesIn, fieldRef, type Field } from '../model/directory.ts';
import { idSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { isBlank } from '../rules/required-fields.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';

const valueSchema = z.union([
  z.string().check(z.maxLength(limits.fieldText)),
  z.number(),
  z.boolean(),
  z.null(),
]);
export type FieldContent = z.infer<typeof valueSchema>;

/**
 * What is wrong with a value for a field, in words; undefined when nothing is. Null clears any field. `standing`: what a
 * ticket has there now; a choice that is no longer offered may stay where it is.
 */
export function fieldProblem(
  field: Pick<Field, 'type' | 'options'>,
  value: FieldContent,
  standing: FieldContent = null,
): string | undefined {
  if (value === null) return undefined;
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? undefined : 'must be text';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be yes or no';
    case 'date':
      return typeof value === 'string' && isDate(value) ? undefined : 'must be a date like 2026-11-21';
    case 'choices':
      return typeof value === 'string' && areChoices(choicesOver(field.options, standing), value)
        ? undefined
        : 'must be some of the choices';
    case 'select':
      return typeof value === 'string' && field.options.includes(value)
        ? undefined
        : 'must be one of the choices';
  }
}

/** The choices there are over what stands: those that are offered, then those that stand there and are not any more. */
export function choicesOver(options: readonly string[], standing: FieldContent): string[] {
  const gone = typeof standing === 'string' ? choicesIn(standing) : [];
  return [...options, ...gone.filter((choice) => !options.includes(choice))];
}

/** Some of the options, each once, in their order, so that the same choices are the same value. */
function areChoices(options: readonly string[], value: string): boolean {
  const chosen = choicesIn(value);
  return chosen.length > 0 && options.filter((option) => chosen.includes(option)).join('\n') === value;
}

/** `2026-11-21`, a day that exists. */
function isDate(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (!year || !month || !day || month > 12) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

export const setField = defineMutation({
  name: 'field.set',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    fieldId: idSchema,
    value: z.union([textSchema(0, limits.fieldText), z.number(), z.boolean(), z.null()]),
  }),
  reads: (args) => [
    ticketRef(args.ticketId),
    fieldRef(args.fieldId),
    fieldValueRef(args.ticketId, args.fieldId),
  ],
  plan(input) {
    const { rows, args, actor } = input;
    const access = openTicket(rows, actor, args.ticketId, 'fields:set');
    if (access.refusal) return refuse(access.refusal);
    const field = rows.get(fieldRef(args.fieldId));
    if (!field) return refuse(refusal('not-found', 'This field does not exist.', { fieldId: 'unknown' }));
    if (field.archived) return refuse(refusal('archived', `The field ${field.label} is no longer in use.`));
    const ref = fieldValueRef(args.ticketId, args.fieldId);
    const present = rows.get(ref);
    const problem = fieldProblem(field, args.value, present?.value);
    if (problem) return refuse(refusal('bad-value', `${field.label} ${problem}.`, { value: problem }));
    if (isBlank(args.value) && field.requiredIn?.includes(access.ticket.status)) {
      const message = `${field.label} cannot be left empty while the ticket is ${access.ticket.status}.`;
      return refuse(refusal('fields-needed', message, { [field.id]: 'required' }));
    }
    const content = { value: args.value, public: field.public };
    const write = present
      ? set(ref, 'row', content)
      : insert(ref, { ticketId: args.ticketId, id: args.fieldId, ...content });
    const oldValue = present?.value ?? null;
    if (oldValue === args.value) return { writes: [write] };
    const happened = {
      oldValue: { fieldId: field.id, value: oldValue },
      newValue: { fieldId: field.id, value: args.value },
    };
    // What was there before keeps who may read it, also where the field is shown to requesters by now.
    const internal = !field.public || (oldValue !== null && !present?.public);
    return { writes: [write, ...timeline(input, args.ticketId, 'field', { ...happened, internal })] };
  },
});
