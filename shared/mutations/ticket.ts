import * as z from 'zod/mini';
import { sameDot } from '../clock/dot.ts';
import { must } from '../lib/must.ts';
import { idSchema, lineSchema, numberSchema, textSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { prioritySchema, type Priority, type Ticket } from '../model/ticket.ts';
import type { EventKind } from '../model/conversation.ts';
import type { RowRef } from '../model/rows.ts';
import { dotOf } from '../model/versioned.ts';
import { raisesToUrgent } from '../rules/approvals.ts';
import { may, type Permission } from '../rules/permissions.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { deadlineOf } from '../rules/sla.ts';
import { statusRegister, TAKE_BACK_MS } from '../rules/lifecycle.ts';
import { askApproval, listOfApprovals, readsOfApprovals } from './ask-approval.ts';
import { defineMutation } from './mutation.ts';
import { newTicket } from './new-ticket.ts';
import { checkPosition, placeSchema } from './position.ts';
import { insert, refuse, set, type Content, type Plan, type PlanInput, type Rows } from './plan.ts';
import { teamRef } from './team.ts';
import { eventRef, lackedFor, openTicket, personRef, ticketRef, timeline } from './ticket-access.ts';

const categoryRef = (id: string): RowRef<'category'> => ({ kind: 'category', id });

/** Refuses a category, person or team that is not there or no longer in use. */
function checkCategory(rows: Rows, id: string | null): Refusal | undefined {
  if (id === null) return undefined;
  const category = rows.get(categoryRef(id));
  if (!category) return refusal('not-found', 'This category does not exist.', { categoryId: 'unknown' });
  if (category.archived) return refusal('archived', `The category ${category.name} is no longer in use.`);
  return undefined;
}

/** `heldBy`: the team that has the ticket already; it keeps it, in use or not, also where another person goes on with it. */
function checkAssignee(
  rows: Rows,
  { assigneeId, teamId }: Pick<Ticket, 'assigneeId' | 'teamId'>,
  heldBy: string | null = null,
): Refusal | undefined {
  if (assigneeId !== null) {
    const person = rows.get(personRef(assigneeId));
    if (!person || person.role === 'user') {
      return refusal('not-found', 'This person cannot be given tickets.', { assigneeId: 'unknown' });
    }
    if (!person.active) return refusal('archived', `${person.name} no longer works here.`);
  }
  if (teamId !== null && teamId !== heldBy) {
    const team = rows.get(teamRef(teamId));
    if (!team) return refusal('not-found', 'This team does not exist.', { teamId: 'unknown' });
    if (team.archived) return refusal('archived', `The team ${team.name} is no longer in use.`);
  }
  return undefined;
}

const WITHOUT_WORD: Priority = 'high';

export const createTicket = defineMutation({
  name: 'ticket.create',
  version: 1,
  schema: z.strictObject({
    id: idSchema,
    /** From the device's lease; null when it is spent: "number follows". */
    number: z.nullable(numberSchema),
    title: lineSchema(limits.title),
    description: textSchema(0, limits.description),
    priority: prioritySchema,
    categoryId: z.nullable(idSchema),
    requesterId: idSchema,
    assigneeId: z.nullable(idSchema),
    teamId: z.nullable(idSchema),
    place: z.nullable(placeSchema),
  }),
  reads(args) {
    const refs: RowRef[] = [ticketRef(args.id), personRef(args.requesterId)];
    if (args.categoryId) refs.push(categoryRef(args.categoryId));
    if (args.assigneeId) refs.push(personRef(args.assigneeId));
    if (args.teamId) refs.push(teamRef(args.teamId));
    return args.priority === 'urgent' ? [...refs, ...readsOfApprovals('urgent')] : refs;
  },
  plan(input) {
    const { rows, args, actor, atMs } = input;
    const present = rows.get(ticketRef(args.id));
    if (present) {
      // Its own result, or somebody else's id: only the first is nothing to do.
      const own =
        present.createdBy === actor.id && present.title === args.title && present.createdAt === atMs;
      return own
        ? { writes: [] }
        : refuse(refusal('already-exists', 'A ticket with this identity already exists.'));
    }
    if (args.requesterId !== actor.id && !may(actor.role, 'tickets:create-for-others')) {
      return refuse(refusal('not-allowed', 'You may file tickets for yourself only.'));
    }
    if (args.requesterId !== actor.id && !rows.get(personRef(args.requesterId))) {
      return refuse(refusal('not-found', 'The requester does not exist.', { requesterId: 'unknown' }));
    }
    if ((args.assigneeId || args.teamId) && !may(actor.role, 'tickets:assign')) {
      return refuse(refusal('not-allowed', 'Your role may not assign tickets.'));
    }
    const wrong =
      checkCategory(rows, args.categoryId) ?? checkAssignee(rows, args) ?? checkPosition(args.place);
    if (wrong) return refuse(wrong);
    const made = {
      ...newTicket(args.id, args.number, args.title, atMs),
      description: args.description,
      categoryId: args.categoryId,
      requesterId: args.requesterId,
      createdBy: actor.id,
      assigneeId: args.assigneeId,
      teamId: args.teamId,
      ...(args.place ?? {}),
    };
    // Until there is a word it is as urgent as it may be without one.
    const meanwhile = { ...made, priority: WITHOUT_WORD };
    const wish = { what: 'urgent', to: 'urgent' } as const;
    const asked = args.priority === 'urgent' ? askApproval(input, meanwhile, wish) : undefined;
    const priority = asked ? WITHOUT_WORD : args.priority;
    return {
      writes: [
        insert(ticketRef(args.id), { ...made, priority, deadline: deadlineOf(atMs, priority) }),
        ...(asked ?? []),
      ],
    };
  },
});

/** Sets one register of a ticket and writes what happened, if anything did. */
export function change(
  input: PlanInput<{ ticketId: string }>,
  needs: Permission,
  register: EventKind,
  describe: (ticket: Ticket) => { columns: Partial<Content<'ticket'>>; oldValue: unknown; newValue: unknown },
  /** What else may be wrong; asked only of those who may do this, or a refusal would tell others what there is. */
  check: () => Refusal | undefined = () => undefined,
): Plan {
  const access = openTicket(input.rows, input.actor, input.args.ticketId, needs);
  const wrong = access.refusal ?? check();
  if (!access.ticket || wrong) return refuse(must(wrong, 'reason of a refusal'));
  const { columns, oldValue, newValue } = describe(access.ticket);
  const changed = JSON.stringify(oldValue) !== JSON.stringify(newValue);
  // An equal value is still written: it takes the dot, so that later writers are compared with this one (SPEC M3).
  const writes = [set(ticketRef(input.args.ticketId), register, columns)];
  return {
    writes: changed
      ? [...writes, ...timeline(input, input.args.ticketId, register, { oldValue, newValue })]
      : writes,
  };
}

export const setTitle = defineMutation({
  name: 'ticket.set-title',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, title: lineSchema(limits.title) }),
  reads: (args) => [ticketRef(args.ticketId)],
  plan: (input) =>
    change(input, 'tickets:edit', 'title', (ticket) => ({
      columns: { title: input.args.title },
      oldValue: ticket.title,
      newValue: input.args.title,
    })),
});

export const setDescription = defineMutation({
  name: 'ticket.set-description',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, description: textSchema(0, limits.description) }),
  reads: (args) => [ticketRef(args.ticketId)],
  plan: (input) =>
    change(input, 'tickets:edit', 'description', (ticket) => ({
      columns: { description: input.args.description },
      oldValue: ticket.description,
      newValue: input.args.description,
    })),
});

export const setCategory = defineMutation({
  name: 'ticket.set-category',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, categoryId: z.nullable(idSchema) }),
  reads: (args) => [ticketRef(args.ticketId), ...(args.categoryId ? [categoryRef(args.categoryId)] : [])],
  plan(input) {
    const { rows, args } = input;
    const describe = (ticket: Ticket) => ({
      columns: { categoryId: args.categoryId },
      oldValue: ticket.categoryId,
      newValue: args.categoryId,
    });
    return change(input, 'tickets:edit', 'category', describe, () => checkCategory(rows, args.categoryId));
  },
});

const priorityAsFirst = { ticketId: idSchema, priority: prioritySchema };
/** A priority that somebody chooses anew, as conflicts restore one too. */
export const priorityArgs = z.strictObject(priorityAsFirst);

export const setPriority = defineMutation({
  name: 'ticket.set-priority',
  version: 2,
  schema: z.strictObject({
    ...priorityAsFirst,
    /** The entry in the timeline of one's own change that this takes back. */
    takesBack: z.optional(idSchema),
  }),
  earlier: [
    {
      version: 1,
      schema: priorityArgs,
      // Those apps do not say what they take back: what they raise again is asked for.
      upcast: (args) => args,
    },
  ],
  reads: ({ ticketId, priority, takesBack }) => [
    ticketRef(ticketId),
    ...(priority === 'urgent' ? readsOfApprovals('urgent') : []),
    ...(takesBack === undefined ? [] : [eventRef(ticketId, takesBack)]),
  ],
  lists: ({ ticketId, priority }) => (priority === 'urgent' ? [listOfApprovals(ticketId)] : []),
  plan(input) {
    const { rows, actor, args } = input;
    const { ticketId, priority } = args;
    const access = openTicket(rows, actor, ticketId, 'tickets:priority');
    const { ticket } = access;
    if (ticket && raisesToUrgent(ticket.priority, priority) && !takesBackOwn(input, ticket)) {
      const writes = askApproval(input, ticket, { what: 'urgent', to: priority });
      if (writes) return { writes };
    }
    return change(input, 'tickets:priority', 'priority', (ticket) => ({
      columns: { priority, deadline: deadlineOf(ticket.createdAt, priority) },
      oldValue: ticket.priority,
      newValue: priority,
    }));
  },
});

/**
 * Whether this gives back the very priority that a change of the author's own has taken away, which still stands and is not
 * older than a day: they raise nothing, and ask nobody. The timeline says so, whatever was sent.
 */
function takesBackOwn(
  { rows, args, actor, atMs }: PlanInput<z.infer<(typeof setPriority)['schema']>>,
  ticket: Ticket,
): boolean {
  const own = args.takesBack === undefined ? undefined : rows.get(eventRef(ticket.id, args.takesBack));
  if (own?.what !== 'priority' || own.actorId !== actor.id || own.oldValue !== args.priority) return false;
  return sameDot(dotOf(ticket, 'priority'), [own.r, own.n]) && atMs - own.createdAt <= TAKE_BACK_MS;
}

export const assignTicket = defineMutation({
  name: 'ticket.assign',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    assigneeId: z.nullable(idSchema),
    teamId: z.nullable(idSchema),
  }),
  reads(args) {
    const refs: RowRef[] = [ticketRef(args.ticketId)];
    if (args.assigneeId) refs.push(personRef(args.assigneeId));
    if (args.teamId) refs.push(teamRef(args.teamId));
    return refs;
  },
  plan(input) {
    const { rows, args } = input;
    const { assigneeId, teamId } = args;
    const describe = (ticket: Ticket) => ({
      columns: { assigneeId, teamId },
      oldValue: { assigneeId: ticket.assigneeId, teamId: ticket.teamId },
      newValue: { assigneeId, teamId },
    });
    return change(input, 'tickets:assign', 'assignee', describe, () =>
      checkAssignee(rows, args, rows.get(ticketRef(args.ticketId))?.teamId),
    );
  },
});

/** Somebody takes a ticket on: it is theirs, and no longer new. */
export const takeTicket = defineMutation({
  name: 'ticket.take',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema }),
  reads: (args) => [ticketRef(args.ticketId)],
  lists: ({ ticketId }) => [{ kind: 'fieldValue', ticketId }],
  whole: () => ['field'],
  events: 2,
  plan(input) {
    const { rows, args, actor, atMs } = input;
    const access = openTicket(rows, actor, args.ticketId, 'tickets:assign');
    if (access.refusal) return refuse(access.refusal);
    const { id, status, assigneeId, teamId } = access.ticket;
    const lacking = status === 'new' ? lackedFor(rows, id, 'open') : undefined;
    if (lacking) return refuse(lacking);
    const oldValue = { assigneeId, teamId };
    const newValue = { assigneeId: actor.id, teamId };
    const writes = [set(ticketRef(id), 'assignee', newValue)];
    if (assigneeId !== actor.id) writes.push(...timeline(input, id, 'assignee', { oldValue, newValue }));
    if (status === 'new') {
      writes.push(
        set(ticketRef(id), 'status', statusRegister(access.ticket, 'open', atMs)),
        ...timeline(input, id, 'status', { oldValue: status, newValue: 'open' }, 1),
      );
    }
    return { writes };
  },
});

export const setRequester = defineMutation({
  name: 'ticket.set-requester',
  version: 1,
  schema: z.strictObject({ ticketId: idSchema, requesterId: idSchema }),
  reads: (args) => [ticketRef(args.ticketId), personRef(args.requesterId)],
  plan(input) {
    const { rows, args } = input;
    const describe = (ticket: Ticket) => ({
      columns: { requesterId: args.requesterId },
      oldValue: ticket.requesterId,
      newValue: args.requesterId,
    });
    return change(input, 'tickets:change-requester', 'requester', describe, () =>
      rows.get(personRef(args.requesterId))
        ? undefined
        : refusal('not-found', 'This person does not exist.', { requesterId: 'unknown' }),
    );
  },
});
