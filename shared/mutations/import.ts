import * as z from 'zod/mini';
import { idSchema, lineSchema, textSchema, timeSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import type { RowRef } from '../model/rows.ts';
import { isActive, prioritySchema, statusSchema, type StatusSince } from '../model/ticket.ts';
import { may } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { deadlineOf } from '../rules/sla.ts';
import { withMessage } from '../rules/derive.ts';
import { defineMutation } from './mutation.ts';
import { insert, refuse, type Content, type PlanInput, type Write } from './plan.ts';
import { checkPosition, placeSchema } from './position.ts';
import { newTicket } from './new-ticket.ts';
import { personRef, ticketRef } from './ticket-access.ts';

const messageSchema = z.strictObject({
  id: idSchema,
  authorId: idSchema,
  body: textSchema(1, limits.message),
  internal: z.boolean(),
  createdAt: timeSchema,
});

const schema = z.strictObject({
  id: idSchema,
  /** Where it comes from; (source, id) is unique in a tenant, so importing twice makes no duplicate. */
  external: z.strictObject({ source: lineSchema(limits.externalSource), id: lineSchema(limits.externalId) }),
  title: lineSchema(limits.title),
  description: textSchema(0, limits.description),
  status: statusSchema,
  priority: prioritySchema,
  categoryId: z.nullable(idSchema),
  requesterId: idSchema,
  assigneeId: z.nullable(idSchema),
  teamId: z.nullable(idSchema),
  place: z.nullable(placeSchema),
  createdAt: timeSchema,
  /** Null: by the priority's target. */
  deadline: z.nullable(timeSchema),
  resolvedAt: z.nullable(timeSchema),
  closedAt: z.nullable(timeSchema),
  tagIds: z.array(idSchema).check(z.maxLength(limits.tagsPerTicket)),
  messages: z.array(messageSchema).check(z.maxLength(2_000)),
});
export type ImportArgs = z.infer<typeof schema>;

function reads(args: ImportArgs): RowRef[] {
  const people = new Set([args.requesterId, ...args.messages.map((message) => message.authorId)]);
  if (args.assigneeId) people.add(args.assigneeId);
  const refs: RowRef[] = [ticketRef(args.id), ...[...people].map(personRef)];
  if (args.categoryId) refs.push({ kind: 'category', id: args.categoryId });
  if (args.teamId) refs.push({ kind: 'team', id: args.teamId });
  for (const id of args.tagIds) refs.push({ kind: 'tag', id });
  return refs;
}

function problem({ rows, args, actor }: PlanInput<ImportArgs>): Refusal | undefined {
  if (!may(actor.role, 'tickets:import')) return refusal('not-allowed', 'Your role may not import tickets.');
  if (rows.get(ticketRef(args.id)))
    return refusal('already-imported', 'This ticket has been imported before.');
  for (const ref of reads(args)) {
    if (ref.kind !== 'ticket' && !rows.get(ref)) {
      return refusal('not-found', `The ${ref.kind} this ticket names does not exist.`, {
        [ref.kind]: 'unknown',
      });
    }
  }
  const { createdAt, resolvedAt, closedAt, status } = args;
  const wrongOrder =
    (resolvedAt !== null && resolvedAt < createdAt) || (closedAt !== null && closedAt < createdAt);
  if (wrongOrder) return refusal('bad-value', 'It is resolved or closed before it is created.');
  if ((status === 'closed') !== (closedAt !== null)) {
    return refusal(
      'bad-value',
      'A closed ticket needs the time it was closed, and only a closed one has it.',
    );
  }
  if (status === 'resolved' && resolvedAt === null) {
    return refusal('bad-value', 'A resolved ticket needs the time it was resolved.');
  }
  if (new Set(args.messages.map((message) => message.id)).size < args.messages.length) {
    return refusal('bad-value', 'Two of its messages have the same identity.');
  }
  return checkPosition(args.place);
}

/** What is known of where it has been: its times. */
function historyOf({ createdAt, status, resolvedAt, closedAt }: Content<'ticket'>): StatusSince[] {
  if (isActive(status)) return [[createdAt, status]];
  return [
    [createdAt, 'new'],
    ...(resolvedAt === null ? [] : [[resolvedAt, 'resolved'] as const]),
    ...(closedAt === null ? [] : [[closedAt, 'closed'] as const]),
  ];
}

/** Brings in a ticket with the history it has elsewhere: silently, as one change, with its times as they were. */
export const importTicket = defineMutation({
  name: 'ticket.import',
  version: 1,
  schema,
  reads,
  plan(input) {
    const wrong = problem(input);
    if (wrong) return refuse(wrong);
    const { rows, args, actor } = input;
    const writes: Write[] = [];
    let ticket = {
      ...newTicket(args.id, null, args.title, args.createdAt),
      description: args.description,
      status: args.status,
      priority: args.priority,
      deadline: args.deadline ?? deadlineOf(args.createdAt, args.priority),
      resolvedAt:
        args.status === 'resolved' || args.status === 'closed' ? (args.resolvedAt ?? args.closedAt) : null,
      closedAt: args.closedAt,
      categoryId: args.categoryId,
      requesterId: args.requesterId,
      createdBy: actor.id,
      assigneeId: args.assigneeId,
      teamId: args.teamId,
      ...(args.place ?? {}),
      externalSource: args.external.source,
      externalId: args.external.id,
      updatedAt: Math.max(args.createdAt, args.resolvedAt ?? 0, args.closedAt ?? 0),
    };
    ticket = { ...ticket, history: historyOf(ticket) };
    for (const { id, ...message } of args.messages) {
      const staff = rows.get(personRef(message.authorId))?.role !== 'user';
      ticket = withMessage(ticket, { ...message, staff });
      const ref: RowRef<'message'> = { kind: 'message', id, ticketId: args.id };
      writes.push(insert(ref, { ticketId: args.id, id, ...message, staff }));
    }
    for (const id of new Set(args.tagIds)) {
      writes.push(
        insert({ kind: 'ticketTag', id, ticketId: args.id }, { ticketId: args.id, id, removed: false }),
      );
    }
    return { writes: [insert(ticketRef(args.id), ticket), ...writes] };
  },
});
