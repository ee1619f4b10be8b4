import type { CheckItem } from '../../../shared/model/checklist.ts';
import { limits } from '../../../shared/model/limits.ts';
import { cleanLine } from './clean-text.ts';

/** The items that typed or pasted lines stand for, without marks of lists before them; at most `room`. */
export function itemsTyped(typed: string, room: number): string[] {
  return typed
    .split('\n')
    .map((line) => cleanLine(line.replace(/^\s*(?:[-*•]|\[[ x]?\]|\d+[.)])\s+/iu, '')))
    .filter((line) => line !== '')
    .map((line) => (line.length > limits.checklistText ? line.slice(0, limits.checklistText).trim() : line))
    .slice(0, room);
}

type Placed = Pick<CheckItem, 'id' | 'text' | 'position' | 'removed'>;

/**
 * The items whose position changes when one goes a place up (-1) or down (1): none at the end of the list. `items` are in
 * their order. Where some share a position all get one of their own.
 */
export function movedItems<T extends Placed>(items: readonly T[], id: string, by: -1 | 1): T[] {
  const from = items.findIndex((item) => item.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= items.length) return [];
  const order = items.filter((item) => item.id !== id);
  order.splice(to, 0, items[from] as T);
  const places = items.map(({ position }) => position);
  const distinct = new Set(places).size === places.length;
  return order
    .map((item, nth) => ({ ...item, position: distinct ? (places[nth] ?? nth) : nth }))
    .filter((item) => items.find((one) => one.id === item.id)?.position !== item.position);
}
