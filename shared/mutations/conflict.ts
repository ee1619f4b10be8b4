import * as z from 'zod/mini';
import { resolutions, type Conflict } from '../model/conflict.ts';
import { idSchema } from '../model/ids.ts';
import { kindOfCode, rowKey, type RowKind, type RowRef } from '../model/rows.ts';
import type { Status } from '../model/ticket.ts';
import { refusal } from '../rules/refusal.ts';
import { setCheckItem, tickCheckItem } from './checklist.ts';
import { setField } from './field.ts';
import { defineMutation, type Mutation } from './mutation.ts';
import { refuse, set } from './plan.ts';
import { setAppointment, setPlace } from './place.ts';
import { moveTicket } from './status.ts';
import { addTag, removeTag } from './tag.ts';
import { ticketRef } from './ticket-access.ts';
import { setTimeEntry, setVisit, signVisit } from './visit.ts';
import {
  assignTicket,
  priorityArgs,
  setCategory,
  setDescription,
  setPriority,
  setRequester,
  setTitle,
} from './ticket.ts';

export const conflictRef = (id: string): RowRef<'conflict'> => ({ kind: 'conflict', id });

/** The ordinary writes that put a value back: what anybody would send who sees what stands and wants the other. */
const firstWrites = [
  z.strictObject({ name: z.literal('ticket.set-title'), args: setTitle.schema }),
  z.strictObject({ name: z.literal('ticket.set-description'), args: setDescription.schema }),
  z.strictObject({ name: z.literal('ticket.set-category'), args: setCategory.schema }),
  z.strictObject({ name: z.literal('ticket.move'), args: moveTicket.schema }),
  z.strictObject({ name: z.literal('ticket.set-priority'), args: priorityArgs }),
  z.strictObject({ name: z.literal('ticket.assign'), args: assignTicket.schema }),
  z.strictObject({ name: z.literal('ticket.set-requester'), args: setRequester.schema }),
  z.strictObject({ name: z.literal('field.set'), args: setField.schema }),
  z.strictObject({ name: z.literal('tag.add'), args: addTag.schema }),
  z.strictObject({ name: z.literal('tag.remove'), args: removeTag.schema }),
] as const;
const secondWrites = [
  ...firstWrites,
  z.strictObject({ name: z.literal('ticket.set-place'), args: setPlace.schema }),
  z.strictObject({ name: z.literal('ticket.set-appointment'), args: setAppointment.schema }),
] as const;
const restoringSchema = z.discriminatedUnion('name', [
  ...secondWrites,
  z.strictObject({ name: z.literal('checklist.set'), args: setCheckItem.schema }),
  z.strictObject({ name: z.literal('checklist.tick'), args: tickCheckItem.schema }),
  z.strictObject({ name: z.literal('visit.set'), args: setVisit.schema }),
  z.strictObject({ name: z.literal('visit.sign'), args: signVisit.schema }),
  z.strictObject({ name: z.literal('time.set'), args: setTimeEntry.schema }),
]);
export type Restoring = z.infer<typeof restoringSchema>;

const restoringMutations = {
  'ticket.set-title': setTitle,
  'ticket.set-description': setDescription,
  'ticket.set-category': setCategory,
  'ticket.move': moveTicket,
  'ticket.set-priority': setPriority,
  'ticket.assign': assignTicket,
  'ticket.set-requester': setRequester,
  'ticket.set-place': setPlace,
  'ticket.set-appointment': setAppointment,
  'field.set': setField,
  'tag.add': addTag,
  'tag.remove': removeTag,
  'checklist.set': setCheckItem,
  'checklist.tick': tickCheckItem,
  'visit.set': setVisit,
  'visit.sign': signVisit,
  'time.set': setTimeEntry,
} as const satisfies Record<Restoring['name'], unknown>;

const mutationOf = ({ name }: Restoring) => restoringMutations[name] as unknown as Mutation<unknown>;

/** The row a conflict is about. */
export function subjectOf({ kind: code, ticketId, rowId }: Conflict): RowRef | undefined {
  const kind = kindOfCode(code);
  if (kind === undefined) return undefined;
  return kind === 'ticket' ? { kind, id: rowId } : { kind, id: rowId, ticketId };
}

/**
 * The write that restores the value that lost; undefined where no person can write that register. `reason` goes with a
 * status that needs one.
 */
export function restoring(conflict: Conflict, reason: string | null = null): Restoring | undefined {
  const { ticketId, rowId, register, lostValue } = conflict;
  const kind = kindOfCode(conflict.kind);
  const text = (column: string): string | null => (lostValue[column] as string | null | undefined) ?? null;
  if (kind === 'ticketTag')
    return {
      name: lostValue['removed'] === true ? 'tag.remove' : 'tag.add',
      args: { ticketId, tagId: rowId },
    };
  if (kind === 'fieldValue') {
    const value = (lostValue['value'] ?? null) as string | number | boolean | null;
    return { name: 'field.set', args: { ticketId, fieldId: rowId, value } };
  }
  const ofField = restoringInTheField(conflict, kind);
  if (ofField || kind !== 'ticket') return ofField;
  switch (register) {
    case 'title':
      return { name: 'ticket.set-title', args: { ticketId, title: text('title') ?? '' } };
    case 'description':
      return { name: 'ticket.set-description', args: { ticketId, description: text('description') ?? '' } };
    case 'category':
      return { name: 'ticket.set-category', args: { ticketId, categoryId: text('categoryId') } };
    case 'status':
      return { name: 'ticket.move', args: { ticketId, to: text('status') as Status, reason } };
    case 'priority':
      return { name: 'ticket.set-priority', args: { ticketId, priority: text('priority') as 'low' } };
    case 'assignee':
      return {
        name: 'ticket.assign',
        args: { ticketId, assigneeId: text('assigneeId'), teamId: text('teamId') },
      };
    case 'requester':
      return { name: 'ticket.set-requester', args: { ticketId, requesterId: text('requesterId') ?? '' } };
    case 'place': {
      const { latitude, longitude } = lostValue as { latitude?: number | null; longitude?: number | null };
      const position = { latitude: latitude ?? null, longitude: longitude ?? null };
      return { name: 'ticket.set-place', args: { ticketId, address: text('address'), ...position } };
    }
    case 'appointment': {
      const { startsAt, endsAt } = lostValue as { startsAt?: number | null; endsAt?: number | null };
      const args = { ticketId, startsAt: startsAt ?? null, endsAt: endsAt ?? null };
      return { name: 'ticket.set-appointment', args };
    }
    default:
      return undefined;
  }
}

/** The same for what is done in the field: rows of one register, put back as a whole. */
function restoringInTheField(
  { ticketId, rowId, lostValue: lost }: Conflict,
  kind: RowKind | undefined,
): Restoring | undefined {
  // Names and shapes of the columns are those of the arguments; what a newer app wrote the schema refuses.
  const whole = (name: Restoring['name'], args: object) => ({ name, args }) as unknown as Restoring;
  switch (kind) {
    case 'checkItem':
      return whole('checklist.set', { ticketId, itemId: rowId, ...lost });
    case 'check':
      return whole('checklist.tick', { ticketId, itemId: rowId, done: lost['done'] });
    case 'visit':
      return whole('visit.set', { ticketId, id: rowId, ...lost });
    case 'signature':
      return whole('visit.sign', {
        ticketId,
        visitId: rowId,
        path: lost['path'] ?? null,
        name: lost['name'],
      });
    case 'timeEntry':
      return whole('time.set', { ticketId, id: rowId, ...lost });
    default:
      return undefined;
  }
}

const settles = <W extends z.ZodMiniType>(write: W) =>
  z.strictObject({
    conflictId: idSchema,
    ticketId: idSchema,
    choice: z.enum(resolutions),
    /** The ordinary write of `restore` and `merge`; null for `keep`. */
    write: z.nullable(write),
  });

/**
 * The person who lost decides (SPEC M5): `keep` what stands, `restore` their own value, or `merge` the two into an edited
 * text. What is restored is written as any change is, with its rules, timeline and audit. Somebody who decides on two
 * devices at once is refused on neither: the conflict is settled by the first, and a value that was restored is restored.
 */
export const resolveConflict = defineMutation({
  name: 'conflict.resolve',
  version: 3,
  schema: settles(restoringSchema),
  // Before a place and an appointment could be changed, neither could be lost; nor what is done in the field.
  earlier: [
    { version: 1, schema: settles(z.discriminatedUnion('name', firstWrites)), upcast: (args) => args },
    { version: 2, schema: settles(z.discriminatedUnion('name', secondWrites)), upcast: (args) => args },
  ],
  reads: ({ conflictId, ticketId, write }) => [
    conflictRef(conflictId),
    ticketRef(ticketId),
    ...(write ? mutationOf(write).reads(write.args) : []),
  ],
  // Of the moves that restore a status.
  whole: () => ['field'],
  lists: ({ write }) => (write ? (mutationOf(write).lists?.(write.args) ?? []) : []),
  plan(input) {
    const { rows, args, actor, atMs } = input;
    const conflict = rows.get(conflictRef(args.conflictId));
    // Somebody else's is as one that is not there.
    if (!conflict || conflict.lostBy !== actor.id || conflict.ticketId !== args.ticketId)
      return refuse(refusal('not-found', 'This conflict is not there, or is not yours to settle.'));
    if ((args.choice === 'keep') !== (args.write === null))
      return refuse(refusal('bad-arguments', 'Nothing says what is to be restored.'));
    const inner = args.write && mutationOf(args.write).plan({ ...input, args: args.write.args });
    if (inner?.refusal) return inner;
    const writes = inner?.writes ?? [];
    const subject = subjectOf(conflict);
    const strays = writes.some(
      (write) =>
        write.op === 'set' &&
        // What needs an admin's word is asked for, or joins those who ask, as when it is done by itself.
        write.ref.kind !== 'approval' &&
        (!subject || rowKey(write.ref) !== rowKey(subject) || write.register !== conflict.register),
    );
    if (strays) return refuse(refusal('bad-arguments', 'This writes something else than what was lost.'));
    if (conflict.resolvedAt !== null) return { writes };
    const resolution = { resolution: args.choice, resolvedAt: atMs };
    return { writes: [...writes, set(conflictRef(conflict.id), 'row', resolution)] };
  },
});
