import { limits } from '../../../shared/model/limits.ts';
import type { Macro } from '../../../shared/model/macro.ts';
import { isActive, type Status } from '../../../shared/model/ticket.ts';
import { variables } from '../../../shared/model/variable.ts';
import type { Change } from '../../../shared/mutations/undo.ts';
import { fillVariables, type VariableValues } from '../../../shared/rules/fill-variables.ts';
import { moveOf } from '../../../shared/rules/lifecycle.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { pathTo, type BulkActor } from './bulk-plan.ts';
import { statusLabels } from './labels.ts';

/** Who runs a macro, and what they know. */
export interface MacroActor extends BulkActor {
  valuesOf: (ticket: TicketSummary) => VariableValues;
  newId: () => string;
}

/** The changes that a macro makes, and what of it cannot be done to which ticket, part by part. */
export interface MacroPlan {
  changes: Change[];
  cannot: { ticketId: string; why: string }[];
}

type Part = Change[] | { why: string };

/**
 * What a macro does to each of these tickets: the changes that their own screens would make, words first. What is so already
 * is left alone; what there is no way for is left out and said, and the rest of it is done.
 */
export function planMacro(tickets: readonly TicketSummary[], macro: Macro, actor: MacroActor): MacroPlan {
  const plan: MacroPlan = { changes: [], cannot: [] };
  for (const ticket of tickets) {
    for (const part of partsOf(ticket, macro, actor)) {
      if ('why' in part) plan.cannot.push({ ticketId: ticket.id, why: part.why });
      else plan.changes.push(...part);
    }
  }
  return plan;
}

function partsOf(ticket: TicketSummary, macro: Macro, actor: MacroActor): Part[] {
  return [
    said(ticket, macro, actor),
    ...tagged(ticket, macro),
    sorted(ticket, macro),
    filled(ticket, macro),
    prioritised(ticket, macro),
    // Before it is handed over: where it goes, whoever runs this may not see it any more.
    ...moves(ticket, macro, actor),
    held(ticket, macro, actor),
  ];
}

function said(ticket: TicketSummary, { reply }: Macro, actor: MacroActor): Part {
  if (!reply) return [];
  const { text, missing } = fillVariables(reply.text, actor.valuesOf(ticket));
  // Nobody has read it over: with a gap in it, it is not sent.
  if (missing.length)
    return {
      why: `Its words were not sent: no ${missing.map((name) => variables[name]).join(', ')} is known.`,
    };
  if (text.length > limits.message) return { why: 'Its words were not sent: filled in, they are too long.' };
  return [
    {
      name: 'message.add',
      args: { ticketId: ticket.id, id: actor.newId(), body: text, internal: reply.internal },
    },
  ];
}

function tagged({ id: ticketId, tagIds }: TicketSummary, { addTagIds, removeTagIds }: Macro): Part[] {
  const off = removeTagIds.filter((tagId) => tagIds.includes(tagId));
  const on = addTagIds.filter((tagId) => !tagIds.includes(tagId));
  const room = limits.tagsPerTicket - (tagIds.length - off.length);
  return [
    off.map((tagId): Change => ({ name: 'tag.remove', args: { ticketId, tagId } })),
    on.slice(0, room).map((tagId): Change => ({ name: 'tag.add', args: { ticketId, tagId } })),
    ...(on.length > room
      ? [{ why: `It carries ${limits.tagsPerTicket} tags already: no more were put on.` }]
      : []),
  ];
}

const sorted = ({ id: ticketId, categoryId: now }: TicketSummary, { categoryId }: Macro): Part =>
  categoryId === undefined || (categoryId || null) === now
    ? []
    : [{ name: 'ticket.set-category', args: { ticketId, categoryId: categoryId || null } }];

/** Before it is moved: a status may need what is filled in here. What its field takes no more is refused by itself, and told. */
function filled({ id: ticketId, values }: TicketSummary, { fields = [] }: Macro): Part {
  const now = new Map(values.map(({ id, value }) => [id, value]));
  return fields
    .filter(({ fieldId, value }) => now.get(fieldId) !== value)
    .map(({ fieldId, value }): Change => ({ name: 'field.set', args: { ticketId, fieldId, value } }));
}

const prioritised = ({ id: ticketId, priority: now }: TicketSummary, { priority }: Macro): Part =>
  priority === null || priority === now
    ? []
    : [{ name: 'ticket.set-priority', args: { ticketId, priority } }];

function held(ticket: TicketSummary, macro: Macro, actor: MacroActor): Part {
  const teamId = macro.teamId === null ? ticket.teamId : macro.teamId || null;
  const chosen = chosenOf(macro, actor);
  // Whoever would not see it there any more cannot go on with it.
  const stays = ticket.assigneeId !== null && actor.worksOn(ticket.assigneeId, teamId);
  const assigneeId =
    chosen === undefined ? (macro.teamId === null || stays ? ticket.assigneeId : null) : chosen;
  if (assigneeId === ticket.assigneeId && teamId === ticket.teamId) return [];
  if (chosen && !actor.worksOn(chosen, teamId))
    return { why: `${actor.nameOf(chosen)} does not see the tickets of its team: it was not assigned.` };
  return [{ name: 'ticket.assign', args: { ticketId: ticket.id, assigneeId, teamId } }];
}

/** Whom it is given to, null: nobody; undefined where the macro does not say. */
function chosenOf({ assignee }: Pick<Macro, 'assignee'>, actor: MacroActor): string | null | undefined {
  if (assignee === null) return undefined;
  if (assignee === 'nobody') return null;
  return assignee === 'me' ? actor.id : assignee;
}

/**
 * Who gives a new ticket to themselves takes it on: it is open then, also where it was theirs already, and where it is to be
 * settled: for that an admin may be asked first.
 */
function moves(ticket: TicketSummary, { status: to, ...macro }: Macro, actor: MacroActor): Part[] {
  const takes = ticket.status === 'new' && chosenOf(macro, actor) === actor.id;
  if (!takes || (to !== null && isActive(to))) return [moved(ticket, to)];
  return [moved(ticket, 'open'), moved({ ...ticket, status: 'open' }, to)];
}

function moved({ id: ticketId, status }: Pick<TicketSummary, 'id' | 'status'>, to: Status | null): Part {
  if (to === null || to === status) return [];
  const path = pathTo(status, to);
  if (!path)
    return { why: `It is ${statusLabels[status]}, and cannot go from there to ${statusLabels[to]}.` };
  if (moveOf(status, to)?.reason)
    return { why: `To go from ${statusLabels[status]} to ${statusLabels[to]} needs a reason of its own.` };
  return path.map((step): Change => ({ name: 'ticket.move', args: { ticketId, to: step, reason: null } }));
}
