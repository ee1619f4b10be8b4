import * as z from 'zod/mini';
import { policyRef, policySchemas } from '../model/policy.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';

/** Decides something for the whole tenant. */
export const setPolicy = defineMutation({
  name: 'policy.set',
  version: 1,
  schema: z.discriminatedUnion('key', [
    z.strictObject({ key: z.literal('agents-see'), value: policySchemas['agents-see'] }),
    z.strictObject({ key: z.literal('merge'), value: policySchemas.merge }),
  ]),
  reads: ({ key }) => [policyRef(key)],
  locks: ({ key }) => [policyRef(key)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'policies:manage')) {
      return refuse(refusal('not-allowed', 'Only an admin may decide this for everybody.'));
    }
    const ref = policyRef(args.key);
    const { key, value } = args;
    if (rows.get(ref)) return { writes: [set(ref, 'row', { value })] };
    return { writes: [insert(ref, { id: ref.id, key, value })] };
  },
});
