import { choicesIn } from '../../shared/model/directory.ts';
import type { FieldValue } from '../../shared/model/conversation.ts';
import { isBlank } from '../../shared/rules/required-fields.ts';

/** What a list may ask of a custom field: that it has one of its choices, that it is filled in, or that it is not. */
export type FieldWish = { fieldId: string } & ({ choice: string } | { filled: boolean });

const UUID = 36;

/** A wish as a query holds it and the address shows it: `<field>=gas`, `<field>+`, `<field>-`. */
export function wishText(wish: FieldWish): string {
  if ('choice' in wish) return `${wish.fieldId}=${wish.choice}`;
  return `${wish.fieldId}${wish.filled ? '+' : '-'}`;
}

/** The wish that a text is; undefined where it is none. */
export function wishIn(text: string): FieldWish | undefined {
  const [fieldId, sign, rest] = [text.slice(0, UUID), text.charAt(UUID), text.slice(UUID + 1)];
  if (fieldId.length < UUID) return undefined;
  if (sign === '=') return { fieldId, choice: rest };
  return (sign === '+' || sign === '-') && rest === '' ? { fieldId, filled: sign === '+' } : undefined;
}

/** The choices that a value is: several of a field of several, yes or no of one of these. */
function choicesOf(value: FieldValue['value']): string[] {
  if (typeof value === 'boolean') return [value ? 'yes' : 'no'];
  return typeof value === 'string' ? choicesIn(value) : [];
}

type Values = readonly Pick<FieldValue, 'id' | 'value'>[];

/**
 * Whether a ticket with these values is wished for: of what is asked of one field any will do, and of every field that is
 * asked about something must. What is no wish asks nothing.
 */
export function fieldsWished(texts: readonly string[]): (values: Values) => boolean {
  const byField = new Map<string, FieldWish[]>();
  for (const wish of texts.flatMap((text) => wishIn(text) ?? []))
    byField.set(wish.fieldId, [...(byField.get(wish.fieldId) ?? []), wish]);
  return (values) =>
    [...byField].every(([fieldId, wishes]) => {
      const value = values.find(({ id }) => id === fieldId)?.value ?? null;
      return wishes.some((wish) =>
        'choice' in wish ? choicesOf(value).includes(wish.choice) : isBlank(value) !== wish.filled,
      );
    });
}
