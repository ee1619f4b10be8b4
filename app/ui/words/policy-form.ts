import * as z from 'zod/mini';
import { limits } from '../../../shared/model/limits.ts';
import {
  slaPolicySchema,
  targetKinds,
  type SlaPolicy,
  type TargetKind,
} from '../../../shared/model/sla-policy.ts';
import { priorities, prioritySchema, type Priority } from '../../../shared/model/ticket.ts';
import { defaultPolicy, type Promised } from '../../../shared/rules/sla/targets.ts';
import { cleanLine } from './clean-text.ts';
import { formOfDraft, type Problems } from './form-draft.ts';
import { amountOf, targetOfAmount, unitNames, type AmountForm } from './target-words.ts';

const amountSchema = z.object({ amount: z.string(), unit: z.enum(unitNames) });
const targetsSchema = z.object({
  firstResponse: amountSchema,
  nextResponse: amountSchema,
  resolution: amountSchema,
});
const formSchema = z.object({
  name: z.string(),
  priorities: z.array(prioritySchema),
  categoryIds: z.array(z.string()),
  teamIds: z.array(z.string()),
  tagIds: z.array(z.string()),
  targets: z.object({
    low: targetsSchema,
    medium: targetsSchema,
    high: targetsSchema,
    urgent: targetsSchema,
  }),
  calendarId: z.nullable(z.string()),
  pausedIn: z.array(z.enum(['new', 'pending'])),
  warnAtPercent: z.string(),
});
/** A policy as it is typed, and as its draft is kept; of the conditions an empty list is any. */
export type PolicyForm = z.infer<typeof formSchema>;

export const conditionKeys = ['priorities', 'categoryIds', 'teamIds', 'tagIds'] as const;
type ConditionKey = (typeof conditionKeys)[number];

const perPriority = <T>(make: (priority: Priority) => T): Record<Priority, T> => ({
  low: make('low'),
  medium: make('medium'),
  high: make('high'),
  urgent: make('urgent'),
});

/** For every ticket what holds without a policy: to be changed from there. */
export function emptyPolicy(): PolicyForm {
  return formOfPolicy({ ...defaultPolicy, name: '', conditions: {} });
}

export function formOfPolicy(policy: Promised & Pick<SlaPolicy, 'name' | 'conditions'>): PolicyForm {
  const { name, conditions, targets, calendarId, pausedIn, warnAtPercent } = policy;
  const amount = (priority: Priority, kind: TargetKind): AmountForm => {
    const target = targets[priority]?.[kind];
    return target ? amountOf(target) : { amount: '', unit: 'hours' };
  };
  return {
    name,
    priorities: [...(conditions.priorities ?? [])],
    categoryIds: [...(conditions.categoryIds ?? [])],
    teamIds: [...(conditions.teamIds ?? [])],
    tagIds: [...(conditions.tagIds ?? [])],
    targets: perPriority((priority) => ({
      firstResponse: amount(priority, 'firstResponse'),
      nextResponse: amount(priority, 'nextResponse'),
      resolution: amount(priority, 'resolution'),
    })),
    calendarId,
    pausedIn: [...pausedIn],
    warnAtPercent: String(warnAtPercent),
  };
}

function targetsOf(form: PolicyForm): SlaPolicy['targets'] {
  const targets: SlaPolicy['targets'] = {};
  for (const priority of priorities) {
    for (const kind of targetKinds) {
      const target = targetOfAmount(form.targets[priority][kind]);
      if (target) targets[priority] = { ...targets[priority], [kind]: target };
    }
  }
  return targets;
}

/**
 * The policy a form stands for at this place in the list, or what keeps it from being one, by field: `name`,
 * `priorities`, `categoryIds`, `teamIds`, `tagIds`, `targets.high.resolution`, `calendarId`, `pausedIn`,
 * `warnAtPercent`. The schema alone decides; the words are this file's.
 */
export function policyOfForm(
  form: PolicyForm,
  order: number,
): { value: SlaPolicy; problems?: never } | { value?: never; problems: Problems } {
  const listed = conditionKeys.filter((key) => form[key].length > 0);
  const percent = /^\d{1,3}$/.exec(form.warnAtPercent.trim())?.[0];
  const { success, data, error } = slaPolicySchema.safeParse({
    name: cleanLine(form.name),
    order,
    conditions: Object.fromEntries(listed.map((key) => [key, form[key]])),
    targets: targetsOf(form),
    calendarId: form.calendarId,
    pausedIn: form.pausedIn,
    warnAtPercent: percent === undefined ? Number.NaN : Number(percent),
  });
  if (success) return { value: data };
  const problems: Record<string, string> = {};
  for (const { path } of error.issues) {
    const [field, words] = problemAt(form, path);
    problems[field] ??= words;
  }
  return { problems };
}

function problemAt(form: PolicyForm, [part, of, kind]: readonly PropertyKey[]): [string, string] {
  switch (part) {
    case 'name':
      return ['name', `A name of 1 to ${limits.name} characters.`];
    case 'conditions': {
      const full = form[of as ConditionKey]?.length > limits.slaConditions;
      const words = full ? `At most ${limits.slaConditions} of these.` : 'Something here cannot be kept.';
      return [String(of), words];
    }
    case 'targets': {
      const { amount } = form.targets[of as Priority][kind as TargetKind];
      const isNumber = !Number.isNaN(Number(amount.trim().replace(',', '.')));
      const words = isNumber ? 'From 1 minute to 365 days.' : 'A number, or nothing.';
      return [`targets.${String(of)}.${String(kind)}`, words];
    }
    case 'calendarId':
      return ['calendarId', 'Working time is measured by a calendar: choose one.'];
    case 'pausedIn':
      return ['pausedIn', 'Each status once.'];
    case 'warnAtPercent':
      return ['warnAtPercent', 'A whole number from 1 to 99.'];
    default:
      return ['', 'This policy cannot be kept as it is.'];
  }
}

/** What a form promises, whatever its name and conditions; null while that cannot be told. */
export function promisedIn(form: PolicyForm): Promised | null {
  const rest = { name: '-', priorities: [], categoryIds: [], teamIds: [], tagIds: [] };
  return policyOfForm({ ...form, ...rest }, 0).value ?? null;
}

/** The form of a stored draft; null where it is none that this version of the app knows. */
export function policyOfDraft(body: string): PolicyForm | null {
  return formOfDraft(body, formSchema);
}
