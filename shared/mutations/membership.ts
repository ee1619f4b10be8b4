import * as z from 'zod/mini';
import { idSchema } from '../model/ids.ts';
import type { RowRef } from '../model/rows.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';
import { personRef } from './ticket-access.ts';

const membershipRef = (id: string): RowRef<'membership'> => ({ kind: 'membership', id });
const teamRef = (id: string): RowRef<'team'> => ({ kind: 'team', id });

/** Puts a person into a team, makes them its lead or not, or takes them out: the row stays, `removed`. */
export const setMembership = defineMutation({
  name: 'membership.set',
  version: 1,
  schema: z.strictObject({
    /** Of the membership there is, or a new one. */
    id: idSchema,
    teamId: idSchema,
    personId: idSchema,
    lead: z.boolean(),
    removed: z.boolean(),
  }),
  reads: ({ id, teamId, personId }) => [membershipRef(id), teamRef(teamId), personRef(personId)],
  locks: ({ id }) => [membershipRef(id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'teams:manage')) {
      return refuse(refusal('not-allowed', 'Only an admin may change who is in a team.'));
    }
    const { id, teamId, personId, removed } = args;
    const lead = args.lead && !removed;
    const ref = membershipRef(id);
    const present = rows.get(ref);
    if (present) {
      const same = present.teamId === teamId && present.personId === personId;
      if (!same) return refuse(refusal('already-exists', 'This identity is in use for another membership.'));
      return { writes: [set(ref, 'row', { lead, removed })] };
    }
    const team = rows.get(teamRef(teamId));
    if (!team) return refuse(refusal('not-found', 'This team does not exist.', { teamId: 'unknown' }));
    const person = rows.get(personRef(personId));
    if (!person || person.role === 'user') {
      return refuse(refusal('not-found', 'This person cannot work in a team.', { personId: 'unknown' }));
    }
    return { writes: [insert(ref, { id, teamId, personId, lead, removed })] };
  },
});
