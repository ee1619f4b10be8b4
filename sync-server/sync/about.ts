import type { RowRef } from '../../shared/model/rows.ts';
import type { Rows, Write } from '../../shared/mutations/plan.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';

/**
 * The tickets that a change is about, each once: those under which it wrote, those that what it wrote points at, and those
 * it named, also where nothing was left to be done. One that it named should it be needed, and that did not come to be
 * (the follow-up of a reply that needed none), is not among them.
 *
 * @param rows as they are by now
 * @param named what its arguments name
 */
export function ticketsOf(writes: readonly Write[], rows: Rows, named: readonly RowRef[]): string[] {
  const written = writes.flatMap(({ ref }) => ticketOfRow(ref, rows) ?? []);
  return [...new Set([...written, ...ticketsNamed(named).filter((id) => rows.get(ticketRef(id)))])];
}

/** The tickets that are among these rows, or that these rows lie under. */
export const ticketsNamed = (refs: readonly RowRef[]): string[] => [
  ...new Set(refs.flatMap((ref) => (ref.kind === 'ticket' ? ref.id : (ref.ticketId ?? [])))),
];

/** A notification lies under no ticket, and is about one. */
function ticketOfRow(ref: RowRef, rows: Rows): string | undefined {
  if (ref.kind === 'notice') return rows.get(ref as RowRef<'notice'>)?.ticketId;
  return ticketsNamed([ref])[0];
}
