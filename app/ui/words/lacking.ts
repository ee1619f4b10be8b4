import { groupBy } from '../../../shared/lib/group.ts';
import type { Field } from '../../../shared/model/directory.ts';
import type { Status } from '../../../shared/model/ticket.ts';
import { fieldProblem } from '../../../shared/mutations/field.ts';
import type { Change } from '../../../shared/mutations/undo.ts';
import { missingFields } from '../../../shared/rules/required-fields.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { countWords } from './labels.ts';

/** A ticket that would not go where it is to go, and the fields it lacks for that. */
export interface Lacking {
  ticket: TicketSummary;
  fields: readonly Field[];
}

/**
 * The tickets that these changes would move to where fields are needed that they lack (rules/required-fields.ts): told before
 * anything is done. What the changes themselves fill in on the way is filled in.
 */
export function lackingIn(
  tickets: readonly TicketSummary[],
  changes: readonly Change[],
  fields: ReadonlyMap<string, Field>,
): Lacking[] {
  const byTicket = groupBy(changes, ({ args }) => ('ticketId' in args ? args.ticketId : ''));
  return tickets.flatMap((ticket) => {
    const lacked = lackedBy(ticket, byTicket.get(ticket.id) ?? [], fields);
    return lacked.length ? [{ ticket, fields: lacked }] : [];
  });
}

function lackedBy(
  ticket: TicketSummary,
  changes: readonly Change[],
  fields: ReadonlyMap<string, Field>,
): Field[] {
  const values = new Map(ticket.values.map(({ id, value }) => [id, { id, value }]));
  const lacked = new Set<Field>();
  for (const change of changes) {
    if (change.name === 'field.set') {
      const { fieldId: id, value } = change.args;
      const field = fields.get(id);
      // What its field would not take fills nothing in.
      if (field && fieldProblem(field, value, values.get(id)?.value) === undefined)
        values.set(id, { id, value });
    }
    const to = movedTo(change, ticket);
    if (to) for (const field of missingFields(fields.values(), values.values(), to)) lacked.add(field);
  }
  return [...lacked];
}

/** Where a change moves its ticket. */
function movedTo(change: Change, { status }: TicketSummary): Status | undefined {
  if (change.name === 'ticket.move') return change.args.to;
  return change.name === 'ticket.take' && status === 'new' ? 'open' : undefined;
}

/** `2 of 5 tickets lack “Meter reading”`. */
export function lackingWords(lacking: readonly Lacking[], of: number): string {
  const labels = [...new Set(lacking.flatMap(({ fields }) => fields.map(({ label }) => `“${label}”`)))];
  if (of === 1) return `It lacks ${labels.join(', ')}.`;
  return `${lacking.length.toLocaleString('en')} of ${countWords(of, 'ticket')} ${lacking.length === 1 ? 'lacks' : 'lack'} ${labels.join(', ')}.`;
}
