import * as z from 'zod/mini';
import { must } from '../lib/must.ts';
import type { ApprovalKind } from './approval.ts';
import { idSchema } from './ids.ts';
import type { RowRef } from './rows.ts';

/**
 * What a tenant may choose for a register (SPEC M4). `last`: the later write stands. `first`: what had reached the office
 * stands, and the writer is told. `ask`: it stands as well, until the writer has decided.
 */
export const mergeRules = ['last', 'first', 'ask'] as const;
export type MergeRule = (typeof mergeRules)[number];

/** The registers for which a tenant may choose; `field` stands for custom fields without a rule of their own. Tags always merge by `last`. */
export const ruledRegisters = [
  'status', 'priority', 'assignee', 'title', 'description', 'category', 'requester', 'place', 'appointment', 'field',
] as const; // prettier-ignore
export type RuledRegister = (typeof ruledRegisters)[number];

/** The policy that holds a tenant's choice for one register. */
export type MergeKey = `merge-${RuledRegister}`;
export const mergeKey = <R extends RuledRegister>(register: R): `merge-${R}` => `merge-${register}`;
export const mergeKeys: readonly MergeKey[] = ruledRegisters.map(mergeKey);

/** The policy that holds a tenant's choice for one custom field. */
export type FieldMergeKey = `merge-field:${string}`;
export const fieldMergeKey = (fieldId: string): FieldMergeKey => `merge-field:${fieldId}`;
/** The custom field whose rule a policy holds; undefined for every other policy. */
export const fieldIdIn = (key: string): string | undefined => /^merge-field:(.+)$/.exec(key)?.[1];
export const fieldMergeKeySchema = z.templateLiteral(['merge-field:', idSchema]);

/** What a tenant may decide: the values each key takes, the first of a choice being the default. */
export const policySchemas = {
  /** Whether agents see every ticket of the tenant, or those of their teams. Admins always see all. */
  'agents-see': z.enum(['all', 'own-teams']),
  /**
   * The choices for all registers in one value, as the first admins' apps wrote them. Two who chose at once took each
   * other's choice away, so each register has a policy of its own; this one counts where that has not been set.
   */
  merge: z.partialRecord(z.enum(ruledRegisters), z.enum(mergeRules)),
} as const;

const mergeRuleSchema = z.enum(mergeRules);

/** For which changes an admin's word is wanted (rules/approvals.ts). Of `reopened`: after how many days it is, or never. */
export const approvalPolicies = {
  'approve-urgent': z.enum(['no', 'yes']),
  'approve-unanswered': z.enum(['no', 'yes']),
  'approve-reopened': z.union([z.literal('no'), z.int().check(z.gte(0), z.lte(365))]),
} as const;
export type ApprovalKey = keyof typeof approvalPolicies;
export const isApprovalKey = (key: string): key is ApprovalKey => Object.hasOwn(approvalPolicies, key);
export const approvalKeyOf = (what: ApprovalKind): ApprovalKey => `approve-${what}`;

/** Whether a tenant has chosen that a word is wanted; what is no such choice counts as none. */
export const isApprovalWanted = (value: unknown): boolean => value === 'yes';

/** After how many days a word is wanted; null: never, or nothing was chosen. */
export function approvalDaysIn(value: unknown): number | null {
  const chosen = approvalPolicies['approve-reopened'].safeParse(value);
  return chosen.success && chosen.data !== 'no' ? chosen.data : null;
}

/** What a tenant counts in days. */
export const dayPolicies = {
  /** For so long after it was resolved a reply of its requester reopens a ticket; a later one opens another. */
  'reopen-days': { least: 0, most: 90, usual: 7 },
  /** After so long a resolved ticket closes itself. */
  'close-after-days': { least: 1, most: 90, usual: 7 },
  /** After so long a closed ticket leaves the devices, and is found in the archive. */
  'archive-after-days': { least: 1, most: 730, usual: 30 },
} as const;
export type DaysKey = keyof typeof dayPolicies;
export const isDaysKey = (key: string): key is DaysKey => Object.hasOwn(dayPolicies, key);

export const daysSchema = (key: DaysKey) =>
  z.int().check(z.gte(dayPolicies[key].least), z.lte(dayPolicies[key].most));

/** How many days a tenant has chosen; what is no such number counts as not chosen. */
export function daysIn(key: DaysKey, value: unknown): number {
  const chosen = daysSchema(key).safeParse(value);
  return chosen.success ? chosen.data : dayPolicies[key].usual;
}

/** What requesters' devices need to know to say what will happen; every other decision is the staff's own matter. */
export const publicPolicies: readonly PolicyKey[] = ['reopen-days', 'approve-urgent'];

type FixedKey = 'agents-see' | 'merge' | MergeKey | DaysKey | ApprovalKey;
export type PolicyKey = FixedKey | FieldMergeKey;

const policyId = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;

/** One row a key in every tenant, the same everywhere: two admins who decide at once decide the same row. Never reused. */
const policyIds: Readonly<Record<FixedKey, string>> = {
  'agents-see': policyId(1),
  merge: policyId(2),
  'merge-status': policyId(3),
  'merge-priority': policyId(4),
  'merge-assignee': policyId(5),
  'merge-title': policyId(6),
  'merge-description': policyId(7),
  'merge-category': policyId(8),
  'merge-requester': policyId(9),
  'merge-place': policyId(10),
  'merge-appointment': policyId(11),
  'merge-field': policyId(12),
  'reopen-days': policyId(13),
  'close-after-days': policyId(14),
  'archive-after-days': policyId(40),
  'approve-urgent': policyId(31),
  'approve-unanswered': policyId(32),
  'approve-reopened': policyId(33),
};

/** The row of a policy; that of a custom field's rule has the field's own id. */
export const policyRef = (key: PolicyKey): RowRef<'policy'> => ({
  kind: 'policy',
  id: Object.hasOwn(policyIds, key) ? policyIds[key as FixedKey] : must(fieldIdIn(key), 'field of a policy'),
});

const keysById = new Map(Object.entries(policyIds).map(([key, id]) => [id, key as FixedKey]));

/** The policy that a row of this id holds; null for one of a custom field, whose row is called like the field. */
export const policyKeyOf = (id: string): FixedKey | null => keysById.get(id) ?? null;

/** The policies that say by what rule two writes meet. */
export const mergePolicies: readonly RowRef<'policy'>[] = (['merge', ...mergeKeys] as const).map(policyRef);

/** What a tenant has chosen; what is absent merges by `last`, a custom field by `field`. */
export type MergeRules = z.infer<typeof policySchemas.merge> & Record<`field:${string}`, MergeRule>;

/**
 * The tenant's choices out of its policies' values, as rows or a screen have them, and for these custom fields; what
 * is no such thing counts as none.
 */
export function mergeRulesIn(
  valueOf: (key: PolicyKey) => unknown,
  fieldIds: Iterable<string> = [],
): MergeRules {
  const whole = policySchemas.merge.safeParse(valueOf('merge'));
  const rules: MergeRules = whole.success ? { ...whole.data } : {};
  for (const register of ruledRegisters) {
    const own = mergeRuleSchema.safeParse(valueOf(mergeKey(register)));
    if (own.success) rules[register] = own.data;
  }
  for (const id of fieldIds) {
    const own = mergeRuleSchema.safeParse(valueOf(fieldMergeKey(id)));
    if (own.success) rules[`field:${id}`] = own.data;
  }
  return rules;
}
