import { choicesIn, type Field } from '../../shared/model/directory.ts';
import type { FieldValue } from '../../shared/model/conversation.ts';
import { hasOptions } from '../../shared/mutations/field-definition.ts';
import { fold } from './fold.ts';
import { isBlank } from '../../shared/rules/required-fields.ts';

/**
 * What a list may ask of a custom field: that it has one of its choices, that it is filled in, or that it is not; that a
 * number or a day is not below one and not above another; that a text has some words in it, however they are written.
 */
export type FieldWish = { fieldId: string } & ({ choice: string } | { filled: boolean } | Bound);
/** What narrows a value down: all of them hold. `value`: a number, a day like 2026-11-21, or words. */
export interface Bound {
  bound: 'least' | 'most' | 'words';
  value: string;
}

const UUID = 36;

const boundSigns = { least: '>', most: '<', words: '~' } as const;
const boundOf: Readonly<Record<string, Bound['bound']>> = { '>': 'least', '<': 'most', '~': 'words' };

/** A wish as a query holds it and the address shows it: `<field>=gas`, `<field>+`, `<field>-`, `<field>>5`, `<field>~pump`. */
export function wishText(wish: FieldWish): string {
  if ('choice' in wish) return `${wish.fieldId}=${wish.choice}`;
  if ('bound' in wish) return `${wish.fieldId}${boundSigns[wish.bound]}${wish.value}`;
  return `${wish.fieldId}${wish.filled ? '+' : '-'}`;
}

/** The wish that a text is; undefined where it is none. */
export function wishIn(text: string): FieldWish | undefined {
  const [fieldId, sign, rest] = [text.slice(0, UUID), text.charAt(UUID), text.slice(UUID + 1)];
  if (fieldId.length < UUID) return undefined;
  if (sign === '=') return { fieldId, choice: rest };
  const bound = boundOf[sign];
  if (bound) return rest.trim() === '' ? undefined : { fieldId, bound, value: rest };
  return (sign === '+' || sign === '-') && rest === '' ? { fieldId, filled: sign === '+' } : undefined;
}

/** The choices that a value is: several of a field of several, yes or no of one of these. */
function choicesOf(value: FieldValue['value']): string[] {
  if (typeof value === 'boolean') return [value ? 'yes' : 'no'];
  return typeof value === 'string' ? choicesIn(value) : [];
}

type Values = readonly Pick<FieldValue, 'id' | 'value'>[];

/**
 * What some tickets say in these fields: by field the choices given in it, withdrawn ones too; none for what has no choices.
 * A field that is filled in nowhere is absent.
 */
export function choicesHeld(
  tickets: Iterable<{ values: Values }>,
  fields: readonly Pick<Field, 'id' | 'type'>[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const types = new Map(fields.map(({ id, type }) => [id, type]));
  const held = new Map<string, Set<string>>();
  for (const { values } of tickets)
    for (const { id, value } of values) {
      const type = types.get(id);
      if (type === undefined || isBlank(value)) continue;
      const choices = held.get(id) ?? new Set();
      held.set(id, choices);
      if (hasOptions(type)) for (const choice of choicesOf(value)) choices.add(choice);
    }
  return held;
}

function isWithin(value: FieldValue['value'], { bound, value: asked }: Bound): boolean {
  if (value === null) return false;
  if (bound === 'words') return fold(String(value)).includes(fold(asked.trim()));
  const [here, there] = typeof value === 'number' ? [value, Number(asked)] : [String(value), asked];
  return bound === 'least' ? here >= there : here <= there;
}

/**
 * Whether a ticket with these values is wished for: of the choices that are asked of one field any will do, its bounds hold
 * all, and of every field that is asked about something must. What is no wish asks nothing.
 */
export function fieldsWished(texts: readonly string[]): (values: Values) => boolean {
  const byField = new Map<string, FieldWish[]>();
  for (const wish of texts.flatMap((text) => wishIn(text) ?? []))
    byField.set(wish.fieldId, [...(byField.get(wish.fieldId) ?? []), wish]);
  return (values) =>
    [...byField].every(([fieldId, wishes]) => {
      const value = values.find(({ id }) => id === fieldId)?.value ?? null;
      const bounds = wishes.filter((wish) => 'bound' in wish);
      const others = wishes.filter((wish) => !('bound' in wish));
      const fits = (wish: FieldWish): boolean => {
        if ('bound' in wish) return isWithin(value, wish);
        return 'choice' in wish ? choicesOf(value).includes(wish.choice) : isBlank(value) !== wish.filled;
      };
      return bounds.every(fits) && (others.length === 0 || others.some(fits));
    });
}
