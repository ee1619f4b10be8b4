import type { Macro } from '../../../shared/model/macro.ts';
import { fieldValueWords } from './event-words.ts';
import { priorityLabels, statusLabels } from './labels.ts';
import type { Names } from './names.ts';

/** What a macro does, a phrase for each thing, in the order in which it is done: `Status: Pending`. */
export function macroWords(macro: Macro, names: Names): string[] {
  const {
    reply,
    status,
    priority,
    assignee,
    teamId,
    addTagIds,
    removeTagIds,
    categoryId,
    fields = [],
  } = macro;
  const whom = { me: 'whoever runs it', nobody: 'nobody' } as Partial<Record<string, string>>;
  return [
    ...(reply ? [reply.internal ? 'Internal note' : 'Public reply'] : []),
    ...removeTagIds.map((id) => `Without tag: ${names.tag(id)}`),
    ...addTagIds.map((id) => `Tag: ${names.tag(id)}`),
    ...(categoryId === undefined
      ? []
      : [`Category: ${categoryId === '' ? 'none' : names.category(categoryId)}`]),
    ...fields.map(({ fieldId, value }) => `${names.field(fieldId)}: ${fieldValueWords(value)}`),
    ...(priority ? [`Priority: ${priorityLabels[priority]}`] : []),
    ...(status ? [`Status: ${statusLabels[status]}`] : []),
    ...(assignee === null ? [] : [`Assignee: ${whom[assignee] ?? names.person(assignee)}`]),
    ...(teamId === null ? [] : [`Team: ${teamId === '' ? 'none' : names.team(teamId)}`]),
  ];
}
