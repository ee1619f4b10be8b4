import type { RowKind, RowRef, RowTypes } from '../../../shared/model/rows.ts';
import type { SettingKind, SettingValue } from '../../../shared/model/setting.ts';
import type { SlaPolicy } from '../../../shared/model/sla-policy.ts';
import type { Actor, Rows } from '../../../shared/mutations/plan.ts';
import { setCalendar, setSlaPolicy } from '../../../shared/mutations/setting.ts';
import type { Directory } from '../../queries/types.ts';
import type { Problems } from './form-draft.ts';
import { conditionKeys } from './policy-form.ts';

type Lists = Pick<Directory, 'categories' | 'teams' | 'tags' | 'settings'>;

/** The tenant's lists as a plan looks at them. */
function rowsOf({ categories, teams, tags, settings }: Lists): Rows {
  const lists: Partial<Record<RowKind, ReadonlyMap<string, unknown>>> = {
    category: categories,
    team: teams,
    tag: tags,
    setting: settings,
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
  if (what === 'calendar') {
    const value = args.value as SettingValue<'calendar'>;
    const refused = setCalendar.plan({ ...planned, args: { ...args, value, archived: false } }).refusal;
    return refused ? { '': refused.message } : {};
  }
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
