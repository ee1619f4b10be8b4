import type { Field } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { priorities, statuses } from '../../../shared/model/ticket.ts';
import type { Directory, RefusedChange } from '../../queries/types.ts';
import { byName, staffOf } from './choices.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { priorityLabels, statusLabels } from './labels.ts';

type Option = readonly [value: string, label: string];

/** One thing of a refused change that may be edited before it is tried again; `key` names its argument. */
export type RetryField = { key: string; label: string } & (
  | { as: 'line' | 'text'; max: number; required: boolean }
  | { as: 'number' | 'date' }
  | { as: 'choice'; options: readonly Option[]; none: string | null }
  | { as: 'yes-no' }
  | { as: 'person' }
);

type Change = Pick<RefusedChange, 'name' | 'args'>;

/** What of a change can be edited, in the order of its form; nothing, where all there is to do is to try again. */
export function retryFields({ name, args }: Change, directory: Directory): RetryField[] {
  const line = (key: string, label: string, max: number): RetryField => ({
    key,
    label,
    as: 'line',
    max,
    required: true,
  });
  const text = (key: string, label: string, max: number, required = false): RetryField => ({
    key,
    label,
    as: 'text',
    max,
    required,
  });
  const choice = (key: string, label: string, options: readonly Option[], none: string | null = null): RetryField => ({ key, label, as: 'choice', options, none }); // prettier-ignore
  const named = (rows: Iterable<{ id: string; name: string; archived?: boolean }>): Option[] =>
    byName(rows).map((row) => [row.id, row.name] as const);
  const priority = choice('priority', 'Priority', priorities.map((value) => [value, priorityLabels[value]] as const)); // prettier-ignore
  const category = choice('categoryId', 'Category', named(directory.categories.values()), 'No category');
  const holder = [
    choice('assigneeId', 'Assignee', staffOf(directory).map(({ id, name: who }) => [id, who] as const), 'Unassigned'),
    choice('teamId', 'Team', named(directory.teams.values()), 'No team'),
  ]; // prettier-ignore
  switch (name) {
    case 'ticket.create':
      return [
        line('title', 'Title', limits.title),
        text('description', 'Description', limits.description),
        priority,
        category,
        ...(args['assigneeId'] || args['teamId'] ? holder : []),
      ];
    case 'ticket.set-title':
      return [line('title', 'Title', limits.title)];
    case 'ticket.set-description':
      return [text('description', 'Description', limits.description)];
    case 'ticket.set-category':
      return [category];
    case 'ticket.set-priority':
      return [priority];
    case 'ticket.assign':
      return holder;
    case 'ticket.set-requester':
      return [{ key: 'requesterId', label: 'Requester', as: 'person' }];
    case 'ticket.move':
      return [
        choice('to', 'Status', statuses.map((value) => [value, statusLabels[value]] as const)),
        text('reason', 'Reason', limits.reason),
      ]; // prettier-ignore
    case 'message.add':
      return [text('body', args['internal'] === true ? 'Internal note' : 'Reply', limits.message, true)];
    case 'tag.add':
    case 'tag.remove':
      return [choice('tagId', 'Tag', named(directory.tags.values()))];
    case 'field.set': {
      const field = directory.fields.get(String(args['fieldId']));
      return field ? [valueField(field)] : [];
    }
    case 'tag.create':
      return [line('name', 'Name', limits.tagName)];
    case 'category.create':
      return [line('name', 'Name', limits.name)];
    default:
      return [];
  }
}

function valueField({ type, label, options }: Field): RetryField {
  const key = 'value';
  switch (type) {
    case 'select':
      return {
        key,
        label,
        as: 'choice',
        options: options.map((option) => [option, option]),
        none: 'Not set',
      };
    case 'boolean':
      return { key, label, as: 'yes-no' };
    case 'number':
      return { key, label, as: 'number' };
    case 'date':
      return { key, label, as: 'date' };
    case 'text':
      return { key, label, as: 'line', max: limits.fieldText, required: false };
  }
}

/** An argument as the form shows it. */
export function shownArgument(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What was entered as the argument it becomes: blanks are null wherever nothing may be said. */
export function enteredArgument(field: RetryField, entered: string): unknown {
  switch (field.as) {
    case 'line':
      return cleanLine(entered) || (field.required ? '' : null);
    case 'text':
      // Only a reason may be left unsaid; a description may be empty.
      return cleanText(entered) || (field.key === 'reason' ? null : '');
    case 'number':
      return entered.trim() === '' ? null : Number(entered);
    case 'yes-no':
      return entered === '' ? null : entered === 'yes';
    default:
      return entered || null;
  }
}
