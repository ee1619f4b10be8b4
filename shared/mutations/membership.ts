import * as z from 'zod/mini';
import { idSchema } from '../model/ids.ts';
import { membershipId } from '../model/directory.ts';
import type { RowRef } from '../model/rows.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';
import { teamRef } from './team.ts';
import { personRef } from './ticket-access.ts';

export const membershipRef = (id: string): RowRef<'membership'> => ({ kind: 'membership', id });

/** Puts a person into a team, makes them its lead or not, or takes them out: the row stays, `removed`. */
export const setMembership = defineMutation({
  name: 'membership.set',
  version: 1,
  schema: z.strictObject({
    /** Of the membership there is. One that is not there is made under the id that its team and person give it. */
    id: idSchema,
    teamId: idSchema,
    personId: idSchema,
    lead: z.boolean(),
    removed: z.boolean(),
  }),
  reads: ({ id, teamId, personId }) => [
    membershipRef(id),
    membershipRef(membershipId(teamId, personId)),
    teamRef(teamId),
    personRef(personId),
  ],
  locks: ({ id, teamId, personId }) => [membershipRef(id), membershipRef(membershipId(teamId, personId))],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'teams:manage')) {
      return refuse(refusal('not-allowed', 'Only an admin may change who is in a team.'));
    }
    const { teamId, personId, removed } = args;
    const lead = args.lead && !removed;
    // Two admins who put the same person into the same team at once make one membership, whatever ids they sent.
    const named = rows.get(membershipRef(args.id));
    const id = named ? args.id : membershipId(teamId, personId);
    const ref = membershipRef(id);
    const present = named ?? rows.get(ref);
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
