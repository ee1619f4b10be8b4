import { roles, type Field } from '../../../shared/model/directory.ts';
import { chosenLinkKinds } from '../../../shared/model/link.ts';
import { limits } from '../../../shared/model/limits.ts';
import { isDaysKey } from '../../../shared/model/policy.ts';
import { priorities, statuses } from '../../../shared/model/ticket.ts';
import { may } from '../../../shared/rules/permissions.ts';
import type { Account, Directory, RefusedChange } from '../../queries/types.ts';
import { byName, staffOf } from './choices.ts';
import { linkLabels, priorityLabels, roleLabels, statusLabels } from './labels.ts';
import { policyOptions } from './policy-words.ts';
import { calendarEntries } from './setting-entries.ts';

type Option = readonly [value: string, label: string];

/** One thing of a refused change that may be edited before it is tried again; `key` names its argument, or `part.of.it`. */
export type RetryField = { key: string; label: string } & (
  | { as: 'line' | 'text'; max: number; required: boolean }
  | { as: 'number' | 'date' }
  | { as: 'choice'; options: readonly Option[]; none: string | null }
  | { as: 'yes-no'; required?: true }
  | { as: 'person' }
  /** Any number of the tenant's own, also what is out of use; `none` says what none of them means. */
  | {
      as: 'several';
      rows: ReadonlyMap<string, { id: string; name: string; archived: boolean }>;
      none: string;
    }
);

type Change = Pick<RefusedChange, 'name' | 'args'>;

/** What of a change can be edited, in the order of its form; nothing, where all there is to do is to try again. */
export function retryFields(
  { name, args }: Change,
  directory: Directory,
  me: Account['person'],
): RetryField[] {
  const line = (key: string, label: string, max: number, required = true): RetryField => ({
    key,
    label,
    as: 'line',
    max,
    required,
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
        ...requesterOf(args, me),
        ...placeOf(args, line),
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
    case 'ticket.set-place':
      return [line('address', 'Place', limits.address, false)];
    case 'ticket.move':
      return [
        choice('to', 'Status', statuses.map((value) => [value, statusLabels[value]] as const)),
        text('reason', 'Reason', limits.reason),
      ]; // prettier-ignore
    case 'ticket.restore':
      return [text('reason', 'Reason', limits.reason, true)];
    case 'approval.decide':
      return [text('word', 'Word', limits.reason)];
    case 'ticket.split':
      return [line('title', 'Title', limits.title)];
    case 'link.add':
      return [choice('what', 'Link', chosenLinkKinds.map((value) => [value, linkLabels[value]] as const))]; // prettier-ignore
    case 'message.add':
      return [text('body', args['internal'] === true ? 'Internal note' : 'Reply', limits.message, true)];
    case 'message.edit':
      return [text('body', 'Message', limits.message, true)];
    case 'tag.add':
    case 'tag.remove':
      return [choice('tagId', 'Tag', named(directory.tags.values()))];
    case 'field.set': {
      const field = directory.fields.get(String(args['fieldId']));
      return field ? [valueField(field)] : [];
    }
    case 'conflict.resolve': {
      const write = args['write'] as Change | null | undefined;
      const fields = write ? retryFields(write, directory, me) : [];
      return fields.map((field) => ({ ...field, key: `write.args.${field.key}` }));
    }
    case 'policy.set': {
      const key = String(args['key']);
      if (isDaysKey(key)) return [{ key: 'value', label: 'Days', as: 'number' }];
      const options = policyOptions(key);
      return options.length ? [choice('value', 'Choice', options)] : [];
    }
    case 'calendar.set':
      return [line('value.name', 'Name', limits.name), line('value.timeZone', 'Time zone', limits.name)];
    case 'canned-reply.set':
      return [line('value.name', 'Name', limits.name), text('value.text', 'Text', limits.message, true)];
    case 'macro.set':
      return [line('value.name', 'Name', limits.name)];
    case 'sla-policy.set':
      return [line('value.name', 'Name', limits.name), ...namedByPolicy(directory)];
    case 'ticket-template.set': {
      const rows = directory.tags;
      return [
        line('value.name', 'Name', limits.name),
        { ...category, key: 'value.categoryId' },
        choice('value.teamId', 'Team', named(directory.teams.values()), 'No team'),
        { key: 'value.tagIds', label: 'Tags', as: 'several', rows, none: 'No tags' },
      ];
    }
    case 'checklist.set':
      return [line('text', 'Item', limits.checklistText)];
    case 'visit.set':
      return [text('note', 'Note', limits.visitNote)];
    case 'visit.sign':
      return [line('name', 'Name', limits.personName)];
    case 'time.set':
      return [
        { key: 'day', label: 'Day', as: 'date' },
        { key: 'minutes', label: 'Minutes', as: 'number' },
        text('note', 'Note', limits.visitNote),
      ];
    case 'membership.set':
      return [
        choice('personId', 'Person', staffOf(directory).map(({ id, name: who }) => [id, who] as const)),
        choice('teamId', 'Team', named(directory.teams.values())),
        { key: 'lead', label: 'Leads the team', as: 'yes-no', required: true },
        { key: 'removed', label: 'Out of the team', as: 'yes-no', required: true },
      ]; // prettier-ignore
    case 'person.set-role':
      return [
        choice(
          'role',
          'Role',
          roles.map((value) => [value, roleLabels[value]] as const),
        ),
      ];
    case 'field.define':
      return [line('label', 'Label', limits.name)];
    case 'tag.create':
    case 'tag.set':
      return [line('name', 'Name', limits.tagName)];
    case 'category.create':
    case 'category.set':
    case 'team.create':
    case 'team.set':
      return [line('name', 'Name', limits.name)];
    default:
      return [];
  }
}

/** What a policy names, which may have gone out of use before the office heard of it. */
function namedByPolicy({ settings, categories, teams, tags }: Directory): RetryField[] {
  const calendars = calendarEntries(settings).used.map(({ id, value }) => [id, value.name] as const);
  const key = (of: string) => `value.conditions.${of}`;
  return [
    { key: 'value.calendarId', label: 'Calendar', as: 'choice', options: calendars, none: 'No calendar' },
    { key: key('categoryIds'), label: 'Categories', as: 'several', rows: categories, none: 'Any category' },
    { key: key('teamIds'), label: 'Teams', as: 'several', rows: teams, none: 'Any team' },
    { key: key('tagIds'), label: 'Tags', as: 'several', rows: tags, none: 'Any tags' },
  ];
}

/** Whoever may file for others picks anybody; of what others may file only for themselves they are the requester. */
function requesterOf(args: Change['args'], me: Account['person']): RetryField[] {
  const named = { key: 'requesterId', label: 'Requester' };
  if (may(me.role, 'tickets:create-for-others')) return [{ ...named, as: 'person' }];
  if (args['requesterId'] === me.id) return [];
  return [{ ...named, as: 'choice', options: [[me.id, me.name]], none: null }];
}

/** An address can be given to any ticket; a position only corrected or left out. */
function placeOf(
  args: Change['args'],
  line: (key: string, label: string, max: number, required: boolean) => RetryField,
): RetryField[] {
  const place = args['place'] as { latitude?: number | null; longitude?: number | null } | null | undefined;
  const placed = typeof place?.latitude === 'number' || typeof place?.longitude === 'number';
  return [
    line('place.address', 'Place', limits.address, false),
    ...(placed
      ? [
          { key: 'place.latitude', label: 'Latitude', as: 'number' } as const,
          { key: 'place.longitude', label: 'Longitude', as: 'number' } as const,
        ]
      : []),
  ];
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
    case 'choices':
      // One on each line, as it is kept.
      return { key, label, as: 'text', max: limits.fieldText, required: false };
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
