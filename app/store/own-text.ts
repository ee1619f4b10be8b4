import { checkItemRef } from '../../shared/model/checklist.ts';
import { fieldValueRef, messageRef } from '../../shared/model/conversation.ts';
import { fieldRef } from '../../shared/model/directory.ts';
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
  /** What is written where it has no words. */
  none: '' | null;
  /** Columns of the register that the form sends along as they stand, unless all are said anew; under the text's own path. */
  along: readonly string[];
}

/** The standing text that a change writes; undefined where all it holds is its person's own, or is no text. */
export function standingText({ name, args }: Change): StandingText | undefined {
  const {
    ticketId = '',
    itemId = '',
    id = '',
    fieldId = '',
    messageId = '',
  } = args as Partial<Record<string, string>>;
  const text = (ref: RowRef, register: string, column: string, line: boolean): StandingText => ({
    path: [column],
    ref,
    register,
    column,
    line,
    none: '',
    along: [],
  });
  switch (name) {
    case 'ticket.set-title':
      return text(ticketRef(ticketId), 'title', 'title', true);
    case 'ticket.set-description':
      return text(ticketRef(ticketId), 'description', 'description', false);
    case 'ticket.set-place':
      return {
        ...text(ticketRef(ticketId), 'place', 'address', true),
        none: null,
        along: ['latitude', 'longitude'],
      };
    case 'field.set':
      return { ...text(fieldValueRef(ticketId, fieldId), 'row', 'value', true), none: null };
    // Its title is taken from a message, until somebody types another.
    case 'ticket.split':
      return { ...text(messageRef(ticketId, messageId), 'row', 'body', true), path: ['title'] };
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

/** The arguments among which the text of a change stands. */
function argsAt({ args }: Change, { path }: StandingText): Readonly<Record<string, unknown>> {
  const among = path.slice(0, -1).reduce<unknown>((of, key) => (of as Record<string, unknown>)[key], args);
  return among as Record<string, unknown>;
}

/** The arguments of a change with another value in the place of its text, and others for what goes along. */
export function withText(
  { args }: Change,
  { path, none }: StandingText,
  value: unknown,
  along: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const put = (of: unknown, [key = '', ...rest]: readonly string[]): Record<string, unknown> => {
    const parts = of as Record<string, unknown>;
    return rest.length
      ? { ...parts, [key]: put(parts[key], rest) }
      : { ...parts, ...along, [key]: value === '' ? none : value };
  };
  return put(args, path);
}

/** What goes along with the text of a change where its own person left it as it was, as it stands in `standing` now. */
export function alongFrom(
  change: Change,
  place: StandingText,
  standing: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const args = argsAt(change, place);
  const left = place.along.filter((key) => args[key] === null);
  return Object.fromEntries(left.map((key) => [key, standing[key] ?? null]));
}

/** What of a change is its person's own, as its entry keeps it; an empty object where all of it is. */
export type OwnOf = Pick<OutboxEntry, 'own' | 'along'>;

/**
 * What its person typed of the text that a change writes, where it is not all of it, and what goes along as it stood: noted
 * when the change is made, because nothing says later what it was written over (SPEC S1). An undo types nothing. What stands
 * on a row that was made here and has not come back is theirs as well.
 */
export function ownOf(change: Change, screen: Pick<Screen, 'get' | 'painted'>, undoes: boolean): OwnOf {
  const place = standingText(change);
  const row = place && screen.get(place.ref);
  if (!row) return {};
  const { ref, column, along } = place;
  const madeHere = [ref, ticketRef(ref.ticketId ?? ref.id)].some((of) => `${rowKey(of)}.*` in screen.painted);
  if (madeHere) return {};
  const stood = row as unknown as Record<string, unknown>;
  const args = argsAt(change, place);
  // A position is one thing.
  const untouched = undoes || along.every((key) => args[key] === stood[key]) ? [...along] : [];
  const own = ownTextOf(change, place, { before: stood[column], undoes, whole: isChosen(change, screen) });
  return { ...(own !== undefined && { own }), ...(untouched.length && { along: untouched }) };
}

function ownTextOf(
  change: Change,
  place: StandingText,
  { before, undoes, whole }: { before: unknown; undoes: boolean; whole: boolean },
): string | undefined {
  if (undoes) return '';
  if (whole) return undefined;
  const text = textIn(change, place);
  const own = ownWords(typeof before === 'string' ? before : '', text);
  return own === text.trim() ? undefined : own;
}

/** Among the words of a text one types; any other value of a custom field is somebody's as a whole (`own-fields.ts`). */
function isChosen(change: Change, screen: Pick<Screen, 'get'>): boolean {
  const { write = change } = change.args as { write?: Change | null };
  if (write?.name !== 'field.set') return false;
  return screen.get(fieldRef((write.args as { fieldId: string }).fieldId))?.type !== 'text';
}
