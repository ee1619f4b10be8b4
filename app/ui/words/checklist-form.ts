import type { CheckItem } from '../../../shared/model/checklist.ts';
import { limits } from '../../../shared/model/limits.ts';
import { cleanLine } from './clean-text.ts';
import { countWords } from './labels.ts';

/** The items that typed or pasted lines stand for, without marks of lists before them. */
export function itemsTyped(typed: string): string[] {
  return typed
    .split('\n')
    .map((line) => cleanLine(line.replace(/^\s*(?:[-*•]|\[[ x]?\]|\d+[.)])\s+/iu, '')))
    .filter((line) => line !== '');
}

/** Of these lines those that a list with so much room takes, and what does not fit: too many, or too long. */
export function itemsThatFit(lines: readonly string[], room: number): { taken: string[]; left: string[] } {
  const taken: string[] = [];
  const left: string[] = [];
  for (const line of lines)
    (line.length <= limits.checklistText && taken.length < room ? taken : left).push(line);
  return { taken, left };
}

/** What is said of lines that stay in the field. */
export const leftLinesWords = (count: number): string =>
  `${countWords(count, 'line')} did not fit: a list has at most ${limits.checklistItems} items of ${limits.checklistText} characters. ${count === 1 ? 'It stays' : 'They stay'} in the field.`;

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
