import { isChild, rowRegisters, type RowKind } from '../../shared/model/rows.ts';
import { registerValue } from '../../shared/mutations/apply.ts';
import type { PresentTicket } from './types.ts';

/** The rows of a ticket that have registers. */
export type TicketParts = Pick<PresentTicket, 'ticket' | 'tags' | 'values' | 'more'>;

/**
 * The columns of one register of a ticket or of a child of it, as these rows have them; null where there is no such row, or
 * this app does not know the register: a newer one may have written of it.
 */
export function valueOn(
  rows: TicketParts,
  kind: RowKind | undefined,
  rowId: string,
  register: string,
): Record<string, unknown> | null {
  if (kind === undefined || !Object.hasOwn(rowRegisters[kind], register)) return null;
  if (kind === 'ticket') return registerValue(kind, rows.ticket, register);
  if (!isChild(kind)) return null;
  const { tags: ticketTag, values: fieldValue, more } = rows;
  const children: readonly { id: string }[] = { ticketTag, fieldValue, ...more }[kind as 'ticketTag'] ?? [];
  const row = children.find(({ id }) => id === rowId);
  return row ? registerValue(kind, row, register) : null;
}
