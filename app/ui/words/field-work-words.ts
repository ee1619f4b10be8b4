import type { CheckItem } from '../../../shared/model/checklist.ts';
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

/** Another value of the same row, and what is on the ticket's checklist, as far as it is here. */
export interface Beside {
  other: Value;
  list: readonly Pick<CheckItem, 'id' | 'position' | 'removed'>[];
}

/** What sets a value apart from another whose words may be the same, to be read after its own: `, 3rd in the list`. */
export function apartWords(
  { kind, rowId }: { kind: string | undefined; rowId: string },
  value: Value,
  { other, list }: Beside,
): string {
  switch (kind) {
    case 'checkItem': {
      const differs = value['position'] !== other['position'];
      return differs && value['removed'] !== true
        ? `, ${placeInListWords(rowId, value, { other, list })}`
        : '';
    }
    case 'timeEntry':
      if (text(value['note']) === text(other['note'])) return '';
      return text(value['note']) ? `, “${text(value['note'])}”` : ', without a note';
    case 'signature': {
      if (value['name'] !== other['name'] || typeof value['at'] !== 'number') return '';
      const [at, otherAt] = [value['at'], Number(other['at'])].map((ms) => fullTime(ms));
      return `, ${at === otherAt ? (value['path'] === null ? 'typed' : 'drawn') : at}`;
    }
    default:
      return '';
  }
}

function placeInListWords(rowId: string, value: Value, { other, list }: Beside): string {
  const others = list.filter(({ id, removed }) => id !== rowId && !removed);
  const placeOf = (at: number): number =>
    others.filter(({ id, position }) => position < at || (position === at && id < rowId)).length + 1;
  const [at, otherAt] = [Number(value['position']), Number(other['position'])];
  if (placeOf(at) !== placeOf(otherAt)) return `${ordinalWords(placeOf(at))} in the list`;
  // The list is not here, or has changed since.
  return at < otherAt ? 'further up the list' : 'further down the list';
}

/** `1st`, `2nd`, `11th` */
export function ordinalWords(n: number): string {
  const ending = ({ one: 'st', two: 'nd', few: 'rd' } as Partial<Record<string, string>>)[ordinals.select(n)];
  return `${n}${ending ?? 'th'}`;
}
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });

export const fieldWorkLabels: Readonly<Partial<Record<string, string>>> = {
  checkItem: 'Item of the checklist',
  check: 'Tick on the checklist',
  visit: 'Visit',
  signature: 'Signature',
  timeEntry: 'Time entry',
};
