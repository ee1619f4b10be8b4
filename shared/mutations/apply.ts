import { must } from '../lib/must.ts';
import type { RowKind, RowTypes } from '../model/rows.ts';
import { rowRegisters } from '../model/rows.ts';
import type { Ticket } from '../model/ticket.ts';
import type { Mark, Versioned } from '../model/versioned.ts';
import { withEvent, withMessage } from '../rules/derive.ts';
import type { Insert, Set, Write } from './plan.ts';

/** The row that an insert makes, under a mark. */
export function inserted<K extends RowKind>(write: Insert<K>, [r, n, s]: Mark): RowTypes[K] {
  return { ...write.row, r, n, s } as unknown as RowTypes[K];
}

/** The row with one register written under a mark. */
export function withRegister<T extends Versioned>(kind: RowKind, row: T, write: Set, mark: Mark): T {
  // A kind with a single register needs no second mark: its row's mark is that register's.
  if (kind !== 'ticket') return { ...row, ...write.columns, r: mark[0], n: mark[1], s: mark[2] };
  return { ...row, ...write.columns, over: { ...row.over, [write.register]: mark } };
}

/** The columns of the register a write sets, with the values a row has there now. */
export function registerValue(kind: RowKind, row: object, register: string): Record<string, unknown> {
  const columns = must(rowRegisters[kind][register], `register ${register} of ${kind}`);
  return Object.fromEntries(
    columns.map((column) => [column, (row as Record<string, unknown>)[column] ?? null]),
  );
}

/** The ticket after a write to it or to one of its children: the columns that follow from what happened. */
export function withDerived(ticket: Ticket, write: Write): Ticket {
  if (write.op !== 'insert') return ticket;
  if (write.ref.kind === 'message') return withMessage(ticket, (write as Insert<'message'>).row);
  if (write.ref.kind === 'event') return withEvent(ticket, (write as Insert<'event'>).row);
  return ticket;
}
