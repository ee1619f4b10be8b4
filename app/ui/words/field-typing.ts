import type { FieldValue } from '../../../shared/model/conversation.ts';
import type { FieldType } from '../../../shared/model/directory.ts';
import { fieldProblem } from '../../../shared/mutations/field.ts';
import { cleanText } from './clean-text.ts';

/** The types of custom fields that are typed, and not chosen. */
export type TypedType = Extract<FieldType, 'text' | 'number' | 'date'>;

/** A value as it is typed. */
export const typedOf = (value: FieldValue['value']): string => (value === null ? '' : String(value));

/** What somebody typed into a field as its value; undefined where it is none yet. */
export function valueTyped(type: TypedType, typed: string): FieldValue['value'] | undefined {
  if (typed.trim() === '') return null;
  const value = type === 'number' ? numberTyped(typed) : cleanText(typed);
  return fieldProblem({ type, options: [] }, value) === undefined ? value : undefined;
}

/**
 * A number as people write it: with a point or a comma, a true minus, and spaces between its thousands. A comma before three
 * digits means thousands to some and a fraction to others: it is not guessed.
 */
function numberTyped(typed: string): number {
  const plain = typed.replace(/\s/g, '').replace('−', '-');
  const ambiguous = /^[-+]?[1-9]\d{0,2},\d{3}$/.test(plain);
  const pointed = ambiguous ? plain : plain.replace(',', '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(pointed) ? Number(pointed) : NaN;
}

/** What is wrong with what was typed, said at its field. */
export const typedProblems: Readonly<Record<TypedType, string>> = {
  text: 'This cannot be saved here.',
  number: 'This is not a number yet. Write it like 12.5.',
  date: 'This is not a day yet. Give day, month and year.',
};
