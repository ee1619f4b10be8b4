import * as z from 'zod/mini';
import { roleSchema } from '../model/directory.ts';
import { idSchema } from '../model/ids.ts';
import { may } from '../rules/permissions.ts';
import { refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { refuse, set } from './plan.ts';
import { personRef } from './ticket-access.ts';

/** Gives a person another role. Nobody changes their own, so a tenant never loses its last admin by a slip. */
export const setRole = defineMutation({
  name: 'person.set-role',
  version: 1,
  schema: z.strictObject({ personId: idSchema, role: roleSchema }),
  reads: ({ personId }) => [personRef(personId)],
  locks: ({ personId }) => [personRef(personId)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'people:manage')) {
      return refuse(refusal('not-allowed', 'Only an admin may give roles.'));
    }
    if (args.personId === actor.id) {
      return refuse(refusal('not-allowed', 'Nobody changes their own role: another admin has to do it.'));
    }
    const person = rows.get(personRef(args.personId));
    if (!person) return refuse(refusal('not-found', 'This person is not known here.'));
    const { name, email, active } = person;
    return { writes: [set(personRef(person.id), 'row', { name, email, active, role: args.role })] };
  },
});

/**
 * Ends or begins again somebody's work here. Who is not active is shown nothing, and given nothing: their tickets go to
 * others first, by changes of their own. Nobody does it to themselves, so a tenant keeps an admin.
 */
export const setActive = defineMutation({
  name: 'person.set-active',
  version: 1,
  schema: z.strictObject({ personId: idSchema, active: z.boolean() }),
  reads: ({ personId }) => [personRef(personId)],
  locks: ({ personId }) => [personRef(personId)],
  plan({ rows, args, actor }) {
    if (!may(actor.role, 'people:manage')) {
      return refuse(refusal('not-allowed', 'Only an admin may say who works here.'));
    }
    if (args.personId === actor.id) {
      return refuse(refusal('not-allowed', 'Nobody deactivates themselves: another admin has to do it.'));
    }
    const person = rows.get(personRef(args.personId));
    if (!person) return refuse(refusal('not-found', 'This person is not known here.'));
    const { name, email, role } = person;
    return { writes: [set(personRef(person.id), 'row', { name, email, role, active: args.active })] };
  },
});
