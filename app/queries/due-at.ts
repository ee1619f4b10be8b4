import { dueOfTicket, pressingOf, type Promises } from '../../shared/rules/sla/of-ticket.ts';
import type { TicketSummary } from './types.ts';

type DueAt = (ticket: TicketSummary) => number | null;

const known = new WeakMap<Promises, DueAt>();

/**
 * When a ticket is due first; what stands still and what is settled, never. Asked once for each version of a ticket: a
 * sort compares it many times, and who has how much overdue is counted at every change of any of them.
 */
export function dueAtBy(promises: Promises): DueAt {
  const before = known.get(promises);
  if (before) return before;
  const dues = new WeakMap<TicketSummary, number | null>();
  const dueAt: DueAt = (ticket) => {
    const due = dues.get(ticket);
    if (due !== undefined) return due;
    // When it is due does not depend on what time it is now.
    const pressing = pressingOf(dueOfTicket(ticket, ticket.tagIds, promises, 0));
    const at = pressing && pressing.due.state !== 'paused' ? pressing.due.dueAt : null;
    dues.set(ticket, at);
    return at;
  };
  known.set(promises, dueAt);
  return dueAt;
}
