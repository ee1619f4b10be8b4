import * as z from 'zod/mini';
import { businessCalendarSchema } from '../model/business-calendar.ts';
import { cannedReplySchema } from '../model/canned-reply.ts';
import { fieldRef } from '../model/directory.ts';
import { idSchema } from '../model/ids.ts';
import type { RowKind, RowRef } from '../model/rows.ts';
import { settingRef, settingValue, type SettingKind, type SettingValue } from '../model/setting.ts';
import { ticketTemplateSchema } from '../model/ticket-template.ts';
import { slaPolicySchema } from '../model/sla-policy.ts';
import { may } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { fieldProblem } from './field.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type Plan, type PlanInput, type Rows } from './plan.ts';

interface Args<V> {
  id: string;
  value: V;
  archived: boolean;
}

/** Makes an entry of one of the tenant's lists, or writes it anew: as a whole, since its parts mean nothing apart. */
export function setSetting<K extends SettingKind>(
  { rows, args, actor }: Pick<PlanInput<Args<SettingValue<K>>>, 'rows' | 'args' | 'actor'>,
  what: K,
  wrong: () => Refusal | undefined,
): Plan {
  if (!may(actor.role, 'settings:manage')) {
    return refuse(refusal('not-allowed', 'Only an admin may change this for everybody.'));
  }
  const { id, value, archived } = args;
  const present = rows.get(settingRef(id));
  if (present && present.what !== what)
    return refuse(refusal('already-exists', 'This identity is in use for something else.'));
  // What goes out of use may name what is gone already.
  const problem = archived ? undefined : wrong();
  if (problem) return refuse(problem);
  return {
    writes: [
      present
        ? set(settingRef(id), 'row', { value, archived })
        : insert(settingRef(id), { id, what, value, archived }),
    ],
  };
}

/** The first of these rows that is not there, or not in use any more. */
export function missing(
  rows: Rows,
  refs: readonly RowRef<'category' | 'team' | 'tag'>[],
): Refusal | undefined {
  for (const ref of refs) {
    const row = rows.get(ref);
    if (!row)
      return refusal('not-found', `A ${ref.kind} it names does not exist.`, { [ref.kind]: 'unknown' });
    if (row.archived) return refusal('archived', `The ${ref.kind} ${row.name} is no longer in use.`);
  }
  return undefined;
}

export const setCalendar = defineMutation({
  name: 'calendar.set',
  version: 1,
  schema: z.strictObject({ id: idSchema, value: businessCalendarSchema, archived: z.boolean() }),
  reads: ({ id }) => [settingRef(id)],
  locks: ({ id }) => [settingRef(id)],
  plan: (input) => setSetting(input, 'calendar', () => undefined),
});

export const setCannedReply = defineMutation({
  name: 'canned-reply.set',
  version: 1,
  schema: z.strictObject({ id: idSchema, value: cannedReplySchema, archived: z.boolean() }),
  reads: ({ id }) => [settingRef(id)],
  locks: ({ id }) => [settingRef(id)],
  plan: (input) => setSetting(input, 'canned-reply', () => undefined),
});

const namedIn = ({ conditions }: SettingValue<'sla-policy'>): RowRef<'category' | 'team' | 'tag'>[] => {
  const refs = <K extends RowKind>(kind: K, ids: readonly string[] = []): RowRef<K>[] =>
    ids.map((id) => ({ kind, id }));
  return [
    ...refs('category', conditions.categoryIds),
    ...refs('team', conditions.teamIds),
    ...refs('tag', conditions.tagIds),
  ];
};

export const setSlaPolicy = defineMutation({
  name: 'sla-policy.set',
  version: 1,
  schema: z.strictObject({ id: idSchema, value: slaPolicySchema, archived: z.boolean() }),
  reads: ({ id, value }) => [
    settingRef(id),
    ...(value.calendarId === null ? [] : [settingRef(value.calendarId)]),
    ...namedIn(value),
  ],
  locks: ({ id }) => [settingRef(id)],
  plan(input) {
    const { rows, args } = input;
    const { calendarId } = args.value;
    return setSetting(input, 'sla-policy', () => {
      const calendar = calendarId === null ? undefined : rows.get(settingRef(calendarId));
      if (calendarId !== null && (!calendar || !settingValue('calendar', calendar)))
        return refusal('not-found', 'This calendar does not exist.', { calendarId: 'unknown' });
      if (calendar?.archived)
        return refusal('archived', 'This calendar is no longer in use.', { calendarId: 'archived' });
      return missing(rows, namedIn(args.value));
    });
  },
});

const namedByTemplate = ({ categoryId, teamId, tagIds }: SettingValue<'ticket-template'>) => [
  ...(categoryId === null ? [] : [{ kind: 'category', id: categoryId } as const]),
  ...(teamId === null ? [] : [{ kind: 'team', id: teamId } as const]),
  ...tagIds.map((id) => ({ kind: 'tag', id }) as const),
];

/** The first of these values that its field would not take. */
export function wrongValue(
  rows: Rows,
  fields: SettingValue<'ticket-template'>['fields'],
): Refusal | undefined {
  for (const { fieldId, value } of fields) {
    const field = rows.get(fieldRef(fieldId));
    if (!field) return refusal('not-found', 'A field it names does not exist.', { field: 'unknown' });
    if (field.archived) return refusal('archived', `The field ${field.label} is no longer in use.`);
    const problem = fieldProblem(field, value);
    if (problem) return refusal('bad-value', `${field.label} ${problem}.`, { field: problem });
  }
  return undefined;
}

export const setTicketTemplate = defineMutation({
  name: 'ticket-template.set',
  version: 1,
  schema: z.strictObject({ id: idSchema, value: ticketTemplateSchema, archived: z.boolean() }),
  reads: ({ id, value }) => [
    settingRef(id),
    ...namedByTemplate(value),
    ...value.fields.map(({ fieldId }) => fieldRef(fieldId)),
  ],
  locks: ({ id }) => [settingRef(id)],
  plan(input) {
    const { rows, args } = input;
    return setSetting(
      input,
      'ticket-template',
      () => missing(rows, namedByTemplate(args.value)) ?? wrongValue(rows, args.value.fields),
    );
  },
});
