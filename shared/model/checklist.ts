import type { RowRef } from './rows.ts';
import type { Versioned } from './versioned.ts';

/** One thing to be done on a ticket. Each is a row of its own, so that two people away never meet in one. */
export interface CheckItem extends Versioned {
  ticketId: string;
  id: string;
  text: string;
  /** Items stand in this order, those of one position by their ids. */
  position: number;
  removed: boolean;
}
export const checkItemColumns = [
  'ticketId', 'id', 'text', 'position', 'removed', 'r', 'n', 's',
] as const satisfies readonly (keyof CheckItem)[]; // prettier-ignore

/** Whether an item is done: apart from the item, so that who ticks it and who rewords it do not meet either. */
export interface Check extends Versioned {
  ticketId: string;
  /** The item. */
  id: string;
  done: boolean;
  /** Who ticked it, or took the tick away, and when. */
  byId: string;
  at: number;
}
export const checkColumns = [
  'ticketId', 'id', 'done', 'byId', 'at', 'r', 'n', 's',
] as const satisfies readonly (keyof Check)[]; // prettier-ignore

export const checkItemRef = (ticketId: string, id: string): RowRef<'checkItem'> => ({ kind: 'checkItem', id, ticketId }); // prettier-ignore
export const checkRef = (ticketId: string, id: string): RowRef<'check'> => ({ kind: 'check', id, ticketId });

/** What is on the list, in its order. */
export function itemsInOrder<T extends Pick<CheckItem, 'id' | 'position' | 'removed'>>(
  items: Iterable<T>,
): T[] {
  return [...items]
    .filter(({ removed }) => !removed)
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}
