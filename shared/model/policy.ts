import * as z from 'zod/mini';
import type { RowRef } from './rows.ts';

/** What a tenant may decide: the values each key takes, the first of a choice being the default. */
export const policySchemas = {
  /** Whether agents see every ticket of the tenant, or those of their teams. Admins always see all. */
  'agents-see': z.enum(['all', 'own-teams']),
} as const;

export type PolicyKey = keyof typeof policySchemas;

/** One row a key in every tenant, the same everywhere: two admins who decide at once decide the same row. */
const policyIds: Readonly<Record<PolicyKey, string>> = {
  'agents-see': '00000000-0000-8000-8000-000000000001',
};

export const policyRef = (key: PolicyKey): RowRef<'policy'> => ({ kind: 'policy', id: policyIds[key] });
