import * as z from 'zod/mini';
import { idSchema, lineSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { RowRef } from '../model/rows.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set } from './plan.ts';

export const teamRef = (id: string): RowRef<'team'> => ({ kind: 'team', id });

/** Adds a team to the tenant's list, with nobody in it. */
export const createTeam = defineMutation({
  name: 'team.create',
  version: 1,
  schema: z.strictObject({ id: idSchema, name: lineSchema(limits.name) }),
  reads: ({ id }) => [teamRef(id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'teams:manage')) {
      return refuse(refusal('not-allowed', 'Only an admin may make teams.'));
    }
    const { id, name } = args;
    const present = rows.get(teamRef(id));
    if (present) {
      return present.name === name
        ? { writes: [] }
        : refuse(refusal('already-exists', 'A team with this identity already exists.'));
    }
    return { writes: [insert(teamRef(id), { id, name, archived: false })] };
  },
});

/**
 * Makes an entry of the tenant's list of teams, or writes it anew. A team that is archived is given nothing new; its
 * tickets and its members stay with it, so nobody loses sight of anything.
 */
export const setTeam = defineMutation({
  name: 'team.set',
  version: 1,
  schema: z.strictObject({ id: idSchema, name: lineSchema(limits.name), archived: z.boolean() }),
  reads: ({ id }) => [teamRef(id)],
  locks: ({ id }) => [teamRef(id)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'teams:manage'))
      return refuse(refusal('not-allowed', 'Only an admin may change the list of teams.'));
    const { id, name, archived } = args;
    const ref = teamRef(id);
    return {
      writes: [rows.get(ref) ? set(ref, 'row', { name, archived }) : insert(ref, { id, name, archived })],
    };
  },
});
