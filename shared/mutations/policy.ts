import * as z from 'zod/mini';
import {
  approvalPolicies,
  daysSchema,
  fieldIdIn,
  fieldMergeKeySchema,
  mergeKey,
  mergeKeys,
  mergeRules,
  policyRef,
  policySchemas,
  ruledRegisters,
  type PolicyKey,
} from '../model/policy.ts';
import type { RowRef } from '../model/rows.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type Rows, type Write } from './plan.ts';

const [agentsSee, mergeOne, mergeAll] = [
  z.strictObject({ key: z.literal('agents-see'), value: policySchemas['agents-see'] }),
  z.strictObject({ key: z.enum(mergeKeys), value: z.enum(mergeRules) }),
  /** All registers at once; what is absent is `last`, and custom fields keep rules of their own. */
  z.strictObject({ key: z.literal('merge'), value: policySchemas.merge }),
] as const;

const mergeAny = z.strictObject({
  key: z.union([z.enum(mergeKeys), fieldMergeKeySchema]),
  value: z.enum(mergeRules),
});

const days = [
  z.strictObject({ key: z.literal('reopen-days'), value: daysSchema('reopen-days') }),
  z.strictObject({ key: z.literal('close-after-days'), value: daysSchema('close-after-days') }),
] as const;

/** Decides something for the whole tenant. */
export const setPolicy = defineMutation({
  name: 'policy.set',
  version: 4,
  schema: z.union([
    agentsSee,
    mergeAny,
    mergeAll,
    ...days,
    z.strictObject({ key: z.literal('archive-after-days'), value: daysSchema('archive-after-days') }),
    z.strictObject({ key: z.literal('approve-urgent'), value: approvalPolicies['approve-urgent'] }),
    z.strictObject({ key: z.literal('approve-unanswered'), value: approvalPolicies['approve-unanswered'] }),
    z.strictObject({ key: z.literal('approve-reopened'), value: approvalPolicies['approve-reopened'] }),
  ]),
  earlier: [
    // Before a custom field could have a rule of its own.
    {
      version: 1,
      schema: z.discriminatedUnion('key', [agentsSee, mergeOne, mergeAll]),
      upcast: (args) => args,
    },
    // Before tickets closed by themselves.
    { version: 2, schema: z.union([agentsSee, mergeAny, mergeAll]), upcast: (args) => args },
    // Before a change could need an admin's word, and closed tickets left the devices.
    { version: 3, schema: z.union([agentsSee, mergeAny, mergeAll, ...days]), upcast: (args) => args },
  ],
  reads: ({ key }) => [...decidedBy(key).map(policyRef), ...fieldOf(key)],
  locks: ({ key }) => decidedBy(key).map(policyRef),
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'policies:manage')) {
      return refuse(refusal('not-allowed', 'Only an admin may decide this for everybody.'));
    }
    // A rule for a field that is none of this tenant's would lie under any row's name.
    if (fieldOf(args.key).some((ref) => !rows.get(ref))) {
      return refuse(refusal('not-found', 'This field does not exist.', { key: 'unknown' }));
    }
    if (args.key !== 'merge') return { writes: [decide(rows, args.key, args.value)] };
    const { value } = args;
    return {
      writes: ruledRegisters.map((register) => decide(rows, mergeKey(register), value[register] ?? 'last')),
    };
  },
});

const decidedBy = (key: PolicyKey): readonly PolicyKey[] => (key === 'merge' ? mergeKeys : [key]);

/** The custom field that a rule is for. */
function fieldOf(key: PolicyKey): RowRef<'field'>[] {
  const id = fieldIdIn(key);
  return id === undefined ? [] : [{ kind: 'field', id }];
}

function decide(rows: Rows, key: PolicyKey, value: unknown): Write {
  const ref = policyRef(key);
  return rows.get(ref) ? set(ref, 'row', { value }) : insert(ref, { id: ref.id, key, value });
}
