import type { RowTypes } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import type { LookWanted } from '../db/sync/sla-checks.ts';
import type { WorkingSet } from './working-set.ts';

/**
 * Which tickets' promises have to be looked at after these writes: all that were written to. Work that was done before a
 * breach, and is known only now, may take it back.
 */
export function looksWanted(rows: WorkingSet, receivedAt: number): LookWanted[] {
  const written = rows.written();
  const doneAt = new Map<string, number>();
  for (const { ref, row } of written) {
    if (ref.kind !== 'message' && ref.kind !== 'event') continue;
    const { ticketId, createdAt } = row as RowTypes['message' | 'event'];
    doneAt.set(ticketId, Math.min(doneAt.get(ticketId) ?? createdAt, createdAt));
  }
  return written.flatMap(({ ref, row }) => {
    if (ref.kind !== 'ticket') return [];
    const ticket = row as Ticket;
    const at = doneAt.get(ref.id);
    const isLate = at !== undefined && ticket.breaches.some((breach) => !breach.withdrawn && breach.at > at);
    const isImport = ticket.externalSource !== null && !rows.before(ref);
    return [{ ticketId: ref.id, lateAt: isLate ? at : null, since: isImport ? receivedAt : null }];
  });
}
