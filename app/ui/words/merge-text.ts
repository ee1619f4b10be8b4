import { sameJson } from '../../../shared/lib/fingerprint.ts';
import type { Field } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { restoring, type Restoring } from '../../../shared/mutations/conflict.ts';
import type { LostValue } from '../../queries/types.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { subjectOfConflict } from './conflict-words.ts';

/** A text of which two versions are made into a third by hand. */
export interface MergeText {
  column: string;
  /** What the two are called together. */
  many: string;
  /** Whether it is one line. */
  line: boolean;
  required: boolean;
  max: number;
  mine: string;
  theirs: string;
}

type Lost = Pick<LostValue, 'conflict' | 'present'>;
type Value = Readonly<Record<string, unknown>>;

const shapes = {
  title: { many: 'titles', line: true, required: true, max: limits.title },
  description: { many: 'descriptions', line: false, required: false, max: limits.description },
  note: { many: 'notes', line: false, required: false, max: limits.visitNote },
  value: { many: 'texts', line: false, required: false, max: limits.fieldText },
} as const;

/**
 * The text that was lost, beside what stands; null where it is none, or not a text alone: of a visit or a time entry, which
 * are lost as a whole, only where the two differ in nothing but their notes.
 */
export function mergeTextOf(lost: Lost, fields: ReadonlyMap<string, Pick<Field, 'type'>>): MergeText | null {
  const { conflict, present } = lost;
  if (!present) return null;
  const { kind, rowId, register } = subjectOfConflict(conflict);
  const { lostValue } = conflict;
  switch (kind) {
    case 'ticket':
      return register === 'title' || register === 'description' ? textIn(register, lostValue, present) : null;
    case 'fieldValue': {
      const both = [lostValue['value'], present['value']].every((value) => typeof value === 'string');
      return fields.get(rowId)?.type === 'text' && both ? textIn('value', lostValue, present) : null;
    }
    case 'visit':
    case 'timeEntry': {
      const aside = (value: Value) => ({ ...value, note: '' });
      const alone = present['removed'] !== true && sameJson(aside(lostValue), aside(present));
      return alone ? textIn('note', lostValue, present) : null;
    }
    default:
      return null;
  }
}

function textIn(column: keyof typeof shapes, lostValue: Value, present: Value): MergeText {
  const text = (value: Value): string => (typeof value[column] === 'string' ? value[column] : '');
  const [mine, theirs] = [text(lostValue), text(present)];
  const oneLine = column === 'value' && !`${mine}${theirs}`.includes('\n');
  return { column, ...shapes[column], ...(oneLine && { line: true }), mine, theirs };
}

/** Both, to begin with; of two titles the one that stands. */
export function mergeBegin({ column, line, mine, theirs }: MergeText): string {
  if (column === 'title') return theirs;
  return [theirs, mine].filter(Boolean).join(line ? ' ' : '\n\n');
}

/** The write that puts a merged version there, with the rest of its row as it stands; or what is wrong with it. */
export function mergedWrite(
  { conflict, present }: Lost,
  { column, line, required, max }: MergeText,
  typed: string,
): { write: Restoring; problem?: never } | { write?: never; problem: string } {
  const clean = line ? cleanLine(typed) : cleanText(typed);
  if (clean.length > max) {
    const [most, has] = [max, clean.length].map((count) => count.toLocaleString('en'));
    return { problem: `At most ${most} characters; it has ${has}.` };
  }
  if (required && !clean) return { problem: 'A ticket needs a title.' };
  const empty = column === 'value' ? null : '';
  const write = restoring({ ...conflict, lostValue: { ...present, [column]: clean || empty } });
  return write ? { write } : { problem: 'This can only be kept or restored.' };
}
