import * as z from 'zod/mini';
import { daySchema } from '../model/business-calendar.ts';
import { idSchema, lineSchema, textSchema, timeSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import {
  signaturePathSchema,
  signatureRef,
  timeEntryRef,
  visitOutcomeSchema,
  visitRef,
} from '../model/visit.ts';
import { sameJson } from '../lib/fingerprint.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, set, type Actor, type PlanInput, type Write } from './plan.ts';
import { openTicket, ticketRef, timeline } from './ticket-access.ts';

const DAY_MS = 86_400_000;

/** A record of somebody's own work is theirs to correct, and an admin's. */
function notTheirs(actor: Actor, record: { personId: string } | undefined): Refusal | undefined {
  return record && record.personId !== actor.id && actor.role !== 'admin'
    ? refusal('not-allowed', 'This is somebody else’s record: they correct it, or an admin does.')
    : undefined;
}

interface OwnRecord {
  personId: string;
  removed: boolean;
}

/**
 * What the timeline says of a record that was written, changed or taken away, and whose it is where somebody else did; nothing
 * where it says the same as before.
 */
function told<T extends object>(
  input: PlanInput<{ ticketId: string }>,
  what: 'visit' | 'time',
  { before, after }: { before: (T & OwnRecord) | undefined; after: T & OwnRecord },
  facts: (record: T) => object,
): Write[] {
  if (before && sameJson({ ...before, ...after }, before)) return [];
  const { personId } = after;
  const whose = personId === input.actor.id ? {} : { personId };
  const standing = (record: (T & OwnRecord) | undefined) =>
    record && !record.removed ? { ...whose, ...facts(record) } : null;
  const change = { oldValue: standing(before), newValue: standing(after), internal: true };
  return change.oldValue || change.newValue ? timeline(input, input.args.ticketId, what, change) : [];
}

/** What is wrong with the times of a visit; undefined when nothing is. */
export function visitProblem(arrivedAt: number, leftAt: number | null): Refusal | undefined {
  if (leftAt === null) return undefined;
  if (leftAt < arrivedAt)
    return refusal('bad-value', 'A visit ends after it begins.', { leftAt: 'too early' });
  return leftAt - arrivedAt > limits.visitDays * DAY_MS
    ? refusal('bad-value', `A visit is at most ${limits.visitDays} days long.`, { leftAt: 'too late' })
    : undefined;
}

/** Says that one was there, from when to when and with what outcome; or that one was not. */
export const setVisit = defineMutation({
  name: 'visit.set',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    id: idSchema,
    arrivedAt: timeSchema,
    leftAt: z.nullable(timeSchema),
    outcome: z.nullable(visitOutcomeSchema),
    note: textSchema(0, limits.visitNote),
    removed: z.boolean(),
  }),
  reads: ({ ticketId, id }) => [ticketRef(ticketId), visitRef(ticketId, id)],
  plan(input) {
    const { rows, args, actor } = input;
    const access = openTicket(rows, actor, args.ticketId, 'visits:record');
    if (access.refusal) return refuse(access.refusal);
    const { ticketId, id, ...content } = args;
    const ref = visitRef(ticketId, id);
    const present = rows.get(ref);
    const wrong = notTheirs(actor, present) ?? visitProblem(content.arrivedAt, content.leftAt);
    if (wrong) return refuse(wrong);
    const personId = present?.personId ?? actor.id;
    const facts = ({ arrivedAt, leftAt, outcome }: typeof content) => ({ arrivedAt, leftAt, outcome });
    return {
      writes: [
        present ? set(ref, 'row', content) : insert(ref, { ticketId, id, personId, ...content }),
        ...told(input, 'visit', { before: present, after: { personId, ...content } }, facts),
      ],
    };
  },
});

/** Has somebody sign for a visit: drawn, or by a typed name where nothing can be drawn. */
export const signVisit = defineMutation({
  name: 'visit.sign',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    visitId: idSchema,
    path: z.nullable(signaturePathSchema),
    name: lineSchema(limits.personName),
  }),
  reads: ({ ticketId, visitId }) => [
    ticketRef(ticketId),
    visitRef(ticketId, visitId),
    signatureRef(ticketId, visitId),
  ],
  plan(input) {
    const { rows, args, actor, atMs } = input;
    const { ticketId, visitId, path, name } = args;
    const access = openTicket(rows, actor, ticketId, 'visits:record');
    if (access.refusal) return refuse(access.refusal);
    const visit = rows.get(visitRef(ticketId, visitId));
    if (!visit) return refuse(refusal('not-found', 'This visit is not there.', { visitId: 'unknown' }));
    const wrong = notTheirs(actor, visit);
    if (wrong) return refuse(wrong);
    const ref = signatureRef(ticketId, visitId);
    const present = rows.get(ref);
    // The same again was signed when it was signed first.
    if (present && present.path === path && present.name === name)
      return { writes: [set(ref, 'row', { path, name, at: present.at })] };
    const content = { path, name, at: atMs };
    return {
      writes: [
        present ? set(ref, 'row', content) : insert(ref, { ticketId, id: visitId, ...content }),
        ...timeline(input, ticketId, 'signed', { newValue: { name }, internal: true }),
      ],
    };
  },
});

/** Writes down time that one spent on a ticket, corrects it, or takes it away. */
export const setTimeEntry = defineMutation({
  name: 'time.set',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    id: idSchema,
    day: daySchema,
    minutes: z.int().check(z.gte(1), z.lte(limits.minutesPerEntry)),
    note: textSchema(0, limits.visitNote),
    removed: z.boolean(),
  }),
  reads: ({ ticketId, id }) => [ticketRef(ticketId), timeEntryRef(ticketId, id)],
  plan(input) {
    const { rows, args, actor } = input;
    const access = openTicket(rows, actor, args.ticketId, 'time:record');
    if (access.refusal) return refuse(access.refusal);
    const { ticketId, id, ...content } = args;
    const ref = timeEntryRef(ticketId, id);
    const present = rows.get(ref);
    const wrong = notTheirs(actor, present);
    if (wrong) return refuse(wrong);
    const personId = present?.personId ?? actor.id;
    const facts = ({ day, minutes }: typeof content) => ({ day, minutes });
    return {
      writes: [
        present ? set(ref, 'row', content) : insert(ref, { ticketId, id, personId, ...content }),
        ...told(input, 'time', { before: present, after: { personId, ...content } }, facts),
      ],
    };
  },
});
