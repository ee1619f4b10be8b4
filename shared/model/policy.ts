import * as z from 'zod/mini';
import type { RowRef } from './rows.ts';

/**
 * What a tenant may choose for a register (SPEC M4). `last`: the later write stands. `first`: what had reached the office
 * stands, and the writer is told. `ask`: it stands as well, until the writer has decided.
 */
export const mergeRules = ['last', 'first', 'ask'] as const;
export type MergeRule = (typeof mergeRules)[number];

/** The registers for which a tenant may choose; `field` stands for every custom field. Tags always merge by `last`. */
export const ruledRegisters = [
  'status', 'priority', 'assignee', 'title', 'description', 'category', 'requester', 'place', 'appointment', 'field',
] as const; // prettier-ignore
export type RuledRegister = (typeof ruledRegisters)[number];

/** What a tenant may decide: the values each key takes, the first of a choice being the default. */
export const policySchemas = {
  /** Whether agents see every ticket of the tenant, or those of their teams. Admins always see all. */
  'agents-see': z.enum(['all', 'own-teams']),
  /** For registers of a ticket which write stands when two meet; what is absent merges by `last`. */
  merge: z.partialRecord(z.enum(ruledRegisters), z.enum(mergeRules)),
} as const;

export type PolicyKey = keyof typeof policySchemas;

/** One row a key in every tenant, the same everywhere: two admins who decide at once decide the same row. */
const policyIds: Readonly<Record<PolicyKey, string>> = {
  'agents-see': '00000000-0000-8000-8000-000000000001',
  merge: '00000000-0000-8000-8000-000000000002',
};

export const policyRef = (key: PolicyKey): RowRef<'policy'> => ({ kind: 'policy', id: policyIds[key] });

export type MergeRules = z.infer<typeof policySchemas.merge>;

/** The tenant's choices out of its policy's value, as a row or a screen has it; none where that is no such thing. */
export function mergeRulesIn(value: unknown): MergeRules {
  const parsed = policySchemas.merge.safeParse(value ?? {});
  return parsed.success ? parsed.data : {};
}
