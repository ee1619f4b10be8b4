import * as z from 'zod/mini';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { refuse } from './plan.ts';

/** What people take along from a device as a file. */
export const exported = ['people', 'tickets', 'refused', 'words'] as const;

/**
 * Says that somebody has taken something along from their device, which no server sees: it changes nothing, and is in the
 * log. It waits like any change where there is no network.
 */
export const noteExport = defineMutation({
  name: 'export.note',
  version: 1,
  schema: z.strictObject({
    what: z.enum(exported),
    format: z.enum(['csv', 'json', 'pdf']),
    /** How many rows. */
    count: z.int().check(z.gte(0), z.lte(1_000_000)),
  }),
  reads: () => [],
  logs: (args) => ({ ...args }),
  plan: ({ args, actor }) =>
    args.what === 'people' && !may(actor.role, 'people:manage')
      ? refuse(refusal('not-allowed', 'Only an admin has the list of people.'))
      : { writes: [] },
});
