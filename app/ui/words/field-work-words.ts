import { visitOutcomes, type VisitOutcome } from '../../../shared/model/visit.ts';
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
      const { arrivedAt, leftAt, outcome } = value;
      const left = typeof leftAt === 'number' ? leftAt : null;
      const times = typeof arrivedAt === 'number' ? visitTimeWords(arrivedAt, left) : 'at another time';
      return [times, ...(outcome ? [outcomeWords(outcome)] : []), ...(text(value['note']) ? [text(value['note'])] : [])].join(', ') + gone; // prettier-ignore
    }
    case 'signature':
      return `by ${text(value['name'])}`;
    case 'timeEntry':
      return `${minutesWords(Number(value['minutes']) || 0)} on ${text(value['day'])}${gone}`;
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
