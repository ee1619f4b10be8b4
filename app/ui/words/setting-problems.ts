import type { RowKind, RowRef, RowTypes } from '../../../shared/model/rows.ts';
import type { SettingKind, SettingValue } from '../../../shared/model/setting.ts';
import type { SlaPolicy } from '../../../shared/model/sla-policy.ts';
import type { TicketTemplate } from '../../../shared/model/ticket-template.ts';
import { setMacro } from '../../../shared/mutations/macro.ts';
import type { Actor, Plan, PlanInput, Rows } from '../../../shared/mutations/plan.ts';
import {
  setCalendar,
  setCannedReply,
  setSlaPolicy,
  setTicketTemplate,
} from '../../../shared/mutations/setting.ts';
import type { Directory } from '../../queries/types.ts';
import type { Problems } from './form-draft.ts';
import { conditionKeys } from './policy-form.ts';

type Lists = Pick<Directory, 'categories' | 'teams' | 'tags' | 'settings'> &
  Partial<Pick<Directory, 'fields' | 'people'>>;

/** The tenant's lists as a plan looks at them. */
function rowsOf({ categories, teams, tags, settings, fields, people }: Lists): Rows {
  const lists: Partial<Record<RowKind, ReadonlyMap<string, unknown>>> = {
    category: categories,
    team: teams,
    tag: tags,
    setting: settings,
    ...(people && { person: people }),
    ...(fields && { field: fields }),
  };
  return {
    get: <K extends RowKind>({ kind, id }: RowRef<K>) => lists[kind]?.get(id) as RowTypes[K] | undefined,
    list: () => [],
    all: () => [],
  };
}

/**
 * Why the plan that the server runs would refuse to put this into use, by field; nothing where it would not. It is asked
 * about each thing that a policy names by itself, so that all of it can be put right at once.
 */
export function planProblems<K extends SettingKind>(
  what: K,
  args: { id: string; value: SettingValue<K> },
  lists: Lists,
  actor: Actor,
): Problems {
  const rows = rowsOf(lists);
  const planned = { rows, actor, atMs: 0, uid: args.id };
  const given = { ...args, archived: false };
  if (what === 'calendar')
    return asProblems(
      setCalendar.plan({ ...planned, args: { ...given, value: args.value as SettingValue<'calendar'> } }),
    );
  if (what === 'canned-reply')
    return asProblems(
      setCannedReply.plan({
        ...planned,
        args: { ...given, value: args.value as SettingValue<'canned-reply'> },
      }),
    );
  if (what === 'macro')
    return asProblems(
      setMacro.plan({ ...planned, args: { ...given, value: args.value as SettingValue<'macro'> } }),
    );
  if (what === 'ticket-template') return templateProblems(args as never, planned);
  const value = args.value as SlaPolicy;
  const refusalOf = (part: Partial<SlaPolicy>) =>
    setSlaPolicy.plan({ ...planned, args: { ...args, value: { ...value, ...part }, archived: false } })
      .refusal?.message;
  const whole = refusalOf({});
  if (whole === undefined) return {};
  const problems: Record<string, string> = {};
  const bare = refusalOf({ conditions: {}, calendarId: null });
  if (bare !== undefined) return { '': bare };
  const ofCalendar = refusalOf({ conditions: {} });
  if (ofCalendar !== undefined) problems['calendarId'] = ofCalendar;
  for (const key of conditionKeys) {
    const said = (value.conditions[key] ?? []).map((one) =>
      refusalOf({ calendarId: null, conditions: { [key]: [one] } }),
    );
    const words = [...new Set(said)].filter((message) => message !== undefined);
    if (words.length) problems[key] = words.join(' ');
  }
  return Object.keys(problems).length ? problems : { '': whole };
}

/** A plan's refusal at the field that it names. */
function asProblems({ refusal }: Plan): Problems {
  if (!refusal) return {};
  const [named = ''] = Object.keys(refusal.details ?? {});
  return { [macroFields[named] ?? '']: refusal.message };
}

const macroFields: Readonly<Partial<Record<string, string>>> = {
  assigneeId: 'assignee',
  team: 'teamId',
  tag: 'tags',
  category: 'categoryId',
  field: 'fields',
};

/** The same for a template: each thing it names is asked about by itself. */
function templateProblems(
  { id, value }: { id: string; value: TicketTemplate },
  planned: Omit<PlanInput<unknown>, 'args'>,
): Problems {
  const bare: TicketTemplate = { ...value, categoryId: null, teamId: null, tagIds: [], fields: [] };
  const said = (part: Partial<TicketTemplate>): string[] => {
    const args = { id, value: { ...bare, ...part }, archived: false };
    const { refusal } = setTicketTemplate.plan({ ...planned, args });
    return refusal ? [refusal.message] : [];
  };
  const whole = said({});
  if (whole.length) return { '': whole.join(' ') };
  const found: [string, string[]][] = [
    ['categoryId', said({ categoryId: value.categoryId })],
    ['teamId', said({ teamId: value.teamId })],
    ['tagIds', value.tagIds.flatMap((tagId) => said({ tagIds: [tagId] }))],
    ['fields', value.fields.flatMap((field) => said({ fields: [field] }))],
  ];
  return Object.fromEntries(found.flatMap(([key, words]) => (words.length ? [[key, words.join(' ')]] : [])));
}
