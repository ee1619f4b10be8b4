import { visitOutcomes, type VisitOutcome } from '../../../shared/model/visit.ts';
import type { Names } from './names.ts';
import { fullTime, nearTime } from './time-words.ts';

export const outcomeLabels: Readonly<Record<VisitOutcome, string>> = {
  done: 'Work done',
  'parts-needed': 'Parts needed',
  'come-again': 'Come again',
  'nobody-there': 'Nobody there',
  'not-needed': 'Not needed',
};

/** An outcome in words, also one that a newer app may have written. */
export function outcomeWords(outcome: unknown): string {
  return visitOutcomes.includes(outcome as VisitOutcome)
    ? outcomeLabels[outcome as VisitOutcome]
    : 'another outcome';
}

/** `45 min`, `1 h`, `2 h 5 min` */
export function minutesWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** From when to when somebody was there: `Nov 24, 2026, 2:00 PM – 4:00 PM`, or since when. */
export function visitTimeWords(arrivedAt: number, leftAt: number | null): string {
  return leftAt === null
    ? `since ${fullTime(arrivedAt)}`
    : `${fullTime(arrivedAt)} – ${nearTime(leftAt, arrivedAt)}`;
}

/** When somebody was there and what came of it: `Nov 24, 2026, 2:00 PM – 4:00 PM, Work done`. */
function visitWords({ arrivedAt, leftAt, outcome }: Value): string {
  const left = typeof leftAt === 'number' ? leftAt : null;
  const times = typeof arrivedAt === 'number' ? visitTimeWords(arrivedAt, left) : 'at another time';
  return outcome ? `${times}, ${outcomeWords(outcome)}` : times;
}

const timeWords = ({ minutes, day }: Value): string =>
  `${minutesWords(Number(minutes) || 0)} on ${text(day)}`;

const valueOf = (value: unknown): Value | null =>
  typeof value === 'object' && value !== null ? (value as Value) : null;

/** What somebody wrote down of their work, to be read after their name: `wrote down a visit, …`. */
export function workEventWords(
  { what, oldValue, newValue }: { what: 'visit' | 'signed' | 'time'; oldValue: unknown; newValue: unknown },
  names: Pick<Names, 'person'>,
): string {
  const [before, after] = [valueOf(oldValue), valueOf(newValue)];
  if (what === 'signed') return `had ${text(after?.['name']) || 'somebody'} sign for the visit`;
  const words = what === 'visit' ? visitWords : timeWords;
  const whose = text((after ?? before)?.['personId']);
  const kind = (what === 'visit' ? 'a visit' : 'time') + (whose ? ` of ${names.person(whose)}` : '');
  if (!after) return `took away ${kind}: ${before ? words(before) : ''}`;
  if (!before) return `wrote down ${kind}: ${words(after)}`;
  const [was, is] = [words(before), words(after)];
  if (was === is) return `changed the note on ${kind}: ${is}`;
  if (what === 'visit' && before['leftAt'] === null && after['leftAt'] !== null)
    return `ended ${kind}: ${is}`;
  return `corrected ${kind}: ${is} (was ${was})`;
}

type Value = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A row of what is done in the field, in words for a conflict; undefined for other kinds. */
export function fieldWorkValueWords(kind: string | undefined, value: Value): string | undefined {
  const gone = value['removed'] === true ? ', taken away' : '';
  switch (kind) {
    case 'checkItem':
      return `“${text(value['text'])}”${gone}`;
    case 'check':
      return value['done'] === true ? 'done' : 'not done';
    case 'visit': {
      const note = text(value['note']);
      return `${visitWords(value)}${note && `, ${note}`}${gone}`;
    }
    case 'signature':
      return `by ${text(value['name'])}`;
    case 'timeEntry':
      return `${timeWords(value)}${gone}`;
    default:
      return undefined;
  }
}

export const fieldWorkLabels: Readonly<Partial<Record<string, string>>> = {
  checkItem: 'Item of the checklist',
  check: 'Tick on the checklist',
  visit: 'Visit',
  signature: 'Signature',
  timeEntry: 'Time entry',
};
