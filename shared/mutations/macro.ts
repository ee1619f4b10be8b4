import * as z from 'zod/mini';
import { fieldRef } from '../model/directory.ts';
import { idSchema } from '../model/ids.ts';
import { firstMacroSchema, macroSchema, type Macro } from '../model/macro.ts';
import type { RowRef } from '../model/rows.ts';
import { settingRef } from '../model/setting.ts';
import { isStaff } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import type { Rows } from './plan.ts';
import { missing, setSetting, wrongValue } from './setting.ts';
import { personRef } from './ticket-access.ts';

/** Whom it names, where it names a person. */
const personIn = ({ assignee }: Macro): string | null =>
  assignee === null || assignee === 'me' || assignee === 'nobody' ? null : assignee;

const listsIn = ({
  categoryId,
  teamId,
  addTagIds,
  removeTagIds,
}: Macro): RowRef<'category' | 'team' | 'tag'>[] => [
  ...(categoryId ? [{ kind: 'category', id: categoryId } as const] : []),
  ...(teamId ? [{ kind: 'team', id: teamId } as const] : []),
  ...[...addTagIds, ...removeTagIds].map((id) => ({ kind: 'tag', id }) as const),
];

function checkPerson(rows: Rows, macro: Macro): Refusal | undefined {
  const id = personIn(macro);
  if (id === null) return undefined;
  const person = rows.get(personRef(id));
  if (!person || !isStaff(person.role))
    return refusal('not-found', 'This person cannot be given tickets.', { assigneeId: 'unknown' });
  return person.active
    ? undefined
    : refusal('archived', `${person.name} no longer works here.`, { assigneeId: 'archived' });
}

/** Puts a macro into the tenant's list, or writes it anew. Running one is many changes, each judged by itself. */
export const setMacro = defineMutation({
  name: 'macro.set',
  version: 2,
  schema: z.strictObject({ id: idSchema, value: macroSchema, archived: z.boolean() }),
  earlier: [
    {
      version: 1,
      schema: z.strictObject({ id: idSchema, value: firstMacroSchema, archived: z.boolean() }),
      // Those apps knew of no category and no custom fields: such a macro leaves them.
      upcast: (args) => args,
    },
  ],
  reads({ id, value }) {
    const personId = personIn(value);
    return [
      settingRef(id),
      ...(personId ? [personRef(personId)] : []),
      ...listsIn(value),
      ...(value.fields ?? []).map(({ fieldId }) => fieldRef(fieldId)),
    ];
  },
  locks: ({ id }) => [settingRef(id)],
  plan(input) {
    const { rows, args } = input;
    return setSetting(
      input,
      'macro',
      () =>
        checkPerson(rows, args.value) ??
        missing(rows, listsIn(args.value)) ??
        wrongValue(rows, args.value.fields ?? []),
    );
  },
});
