import { checkItemRef } from '../../shared/model/checklist.ts';
import { rowKey, type RowRef } from '../../shared/model/rows.ts';
import { timeEntryRef, visitRef } from '../../shared/model/visit.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import type { OutboxEntry } from './database.ts';
import { ownWords } from './own-words.ts';
import type { Screen } from './screen.ts';

type Change = Pick<OutboxEntry, 'name' | 'args'>;

/**
 * A standing text that a change writes as a whole: the argument that holds it, as a path of keys, and the row and the column
 * it was typed over. Most of it may be the office's.
 */
export interface StandingText {
  path: readonly string[];
  ref: RowRef;
  register: string;
  column: string;
  /** It has one line only. */
  line: boolean;
}

/** The standing text that a change writes; undefined where all it holds is its person's own, or is no text. */
export function standingText({ name, args }: Change): StandingText | undefined {
  const { ticketId = '', itemId = '', id = '' } = args as Partial<Record<string, string>>;
  const text = (ref: RowRef, register: string, column: string, line: boolean): StandingText => ({
    path: [column],
    ref,
    register,
    column,
    line,
  });
  switch (name) {
    case 'ticket.set-title':
      return text(ticketRef(ticketId), 'title', 'title', true);
    case 'ticket.set-description':
      return text(ticketRef(ticketId), 'description', 'description', false);
    case 'checklist.set':
      return text(checkItemRef(ticketId, itemId), 'row', 'text', true);
    // Somebody's record of their own work: an admin corrects it too.
    case 'visit.set':
      return text(visitRef(ticketId, id), 'row', 'note', false);
    case 'time.set':
      return text(timeEntryRef(ticketId, id), 'row', 'note', false);
    case 'conflict.resolve': {
      const { write } = args as { write?: Change | null };
      const inner = write && standingText(write);
      return inner ? { ...inner, path: ['write', 'args', ...inner.path] } : undefined;
    }
    default:
      return undefined;
  }
}

/** The text of a change that writes a standing one. */
export function textIn({ args }: Change, { path }: StandingText): string {
  const text = path.reduce<unknown>((of, key) => (of as Record<string, unknown> | null)?.[key], args);
  return typeof text === 'string' ? text : '';
}

/** The arguments of a change with another text in its place. */
export function withText({ args }: Change, { path }: StandingText, text: string): Record<string, unknown> {
  const put = (of: unknown, [key = '', ...rest]: readonly string[]): Record<string, unknown> => {
    const parts = of as Record<string, unknown>;
    return { ...parts, [key]: rest.length ? put(parts[key], rest) : text };
  };
  return put(args, path);
}

/**
 * What its person typed of the text that a change writes, where it is not all of it: noted when the change is made, because
 * nothing says later what it was written over (SPEC S1). An undo types nothing. What stands on a row that was made here
 * and has not come back is theirs as well.
 */
export function ownTextOf(
  change: Change,
  screen: Pick<Screen, 'get' | 'painted'>,
  undoes: boolean,
): string | undefined {
  const place = standingText(change);
  const row = place && screen.get(place.ref);
  if (!row) return undefined;
  const { ref, column } = place;
  const madeHere = [ref, ticketRef(ref.ticketId ?? ref.id)].some((of) => `${rowKey(of)}.*` in screen.painted);
  if (madeHere) return undefined;
  const text = textIn(change, place);
  const before = (row as unknown as Record<string, unknown>)[column];
  const own = undoes ? '' : ownWords(typeof before === 'string' ? before : '', text);
  return own === text.trim() ? undefined : own;
}
