import { objectIn } from '../../../shared/lib/object-in.ts';
import type { LeftWords } from '../../queries/types.ts';
import { outcomeWords } from './field-work-words.ts';
import { timeInField } from './local-time.ts';
import { fullTime } from './time-words.ts';

export const leftWordsTitles: Readonly<Record<LeftWords['what'], string>> = {
  reply: 'A reply you were writing',
  note: 'An internal note you were writing',
  title: 'A title you were editing',
  description: 'A description you were editing',
  merge: 'A merged version you were writing',
  reason: 'A reason you were giving',
  visit: 'A visit you were writing down',
  signature: 'A signature you were taking',
  time: 'Time you were writing down',
  item: 'An item of a checklist you were editing',
  place: 'A place you were editing',
  appointment: 'An appointment you were editing',
  fields: 'A field you were filling in',
};

/** Written from nothing: none of it was the office's. */
const own: ReadonlySet<LeftWords['what']> = new Set(['reply', 'note', 'reason']);

/** Why these words have no field any more. */
export function leftWordsReason({
  id,
  what,
  ticketHere,
}: Pick<LeftWords, 'id' | 'what' | 'ticketHere'>): string {
  // What had left with its ticket is without a place for that, also where that is here again.
  const stayed = ticketHere && !id.startsWith('left:');
  if (what === 'fields' && stayed) return 'This field is not in use any more.';
  if (stayed && id.includes(':message:'))
    return 'The message it was to change cannot be changed any more: it was taken back, or written too long ago.';
  if (own.has(what)) return 'Its ticket is not on this device any more.';
  if (what === 'merge' && ticketHere) return 'What it was about has been settled meanwhile.';
  const typed =
    'This is what you had typed; what the office had written there is not yours, and went with the ticket.';
  return ticketHere
    ? `Its ticket had left this device, and is here again. ${typed}`
    : `Its ticket is not on this device any more. ${typed}`;
}

type Typed = Pick<LeftWords, 'what' | 'body'>;

/** Of which of the tenant's own fields they are; null where of none. */
export const leftFieldId = ({ id }: Pick<LeftWords, 'id'>): string | null =>
  /^(?:left:)?fields:[^:]*:([^#]*)/.exec(id)?.[1] ?? null;

const messages: ReadonlySet<LeftWords['what']> = new Set([...own, 'title', 'description', 'merge']);

/** How the fields of the forms are called, in their order. */
const labels = {
  text: 'Item',
  arrived: 'Arrived',
  leaves: 'Left',
  outcome: 'Outcome',
  typed: 'How long',
  day: 'Day',
  address: 'Place',
  position: 'Position',
  startsAt: 'From',
  endsAt: 'To',
  name: 'Name of who signs',
  note: 'Note',
  words: '',
  value: '',
} as const;

/** A form's own fields by name; none where these are words as they are. */
function fieldsOf({ what, body }: Typed): Readonly<Record<string, unknown>> {
  return messages.has(what) ? {} : objectIn(body);
}

function valueWords(field: string, value: string): string {
  const at = timeInField(value);
  if (at !== null && field !== 'note' && field !== 'text') return fullTime(at);
  return field === 'outcome' ? outcomeWords(value) : value;
}

/**
 * What somebody typed, to be read and copied: of a form each field that is theirs, a line each. `called`: how the tenant
 * calls the field of its own that they are of.
 */
export function leftWordsText(typed: Typed, called = 'Typed'): string {
  const fields = fieldsOf(typed);
  const lines = Object.entries(labels).flatMap(([field, label]) => {
    const value = fields[field];
    return typeof value === 'string' && value !== ''
      ? [`${label || called}: ${valueWords(field, value)}`]
      : [];
  });
  if (leftDrawing(typed) !== null) lines.push('Signature: drawn');
  return lines.join('\n') || typed.body;
}

/** What was drawn and not signed yet; null where nothing was. */
export function leftDrawing(typed: Typed): string | null {
  const { path } = fieldsOf(typed);
  return typeof path === 'string' && path !== '' ? path : null;
}

/** Own words as JSON: nothing of what the office has written there. */
export function leftWordsExport(words: LeftWords, called?: string): string {
  const { what, ticketId: ticket, at } = words;
  const drawing = leftDrawing(words);
  const typed = { text: leftWordsText(words, called), ...(drawing !== null && { drawing }) };
  return JSON.stringify({ what, ticket, typedAt: new Date(at).toISOString(), ...typed }, null, 2);
}
