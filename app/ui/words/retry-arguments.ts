import { objectIn } from '../../../shared/lib/object-in.ts';
import { membershipId } from '../../../shared/model/directory.ts';
import type { Directory, RefusedChange } from '../../queries/types.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import type { RetryField } from './retry-fields.ts';

type Args = Readonly<Record<string, unknown>>;
/** What was entered so far, by the field's key. */
export type Entered = Readonly<Record<string, string>>;

const partOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Args)[key] : undefined;

/** An argument as the form shows it, a list of ids with blanks between; a key with dots names a part, as `place.address`. */
export function shownArgument(args: Args, key: string): string {
  const value = key.split('.').reduce<unknown>(partOf, args);
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return joined(value.filter((one) => typeof one === 'string'));
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Several ids as one entered text, and back. */
export const joined = (ids: readonly string[]): string => ids.join(' ');
export const parted = (entered: string): string[] => entered.split(' ').filter(Boolean);

/** What was entered as the argument it becomes: blanks are null wherever nothing may be said; a list of none is not there. */
export function enteredArgument(field: RetryField, entered: string): unknown {
  switch (field.as) {
    case 'line':
      return cleanLine(entered) || (field.required ? '' : null);
    case 'text':
      // A reason may be left unsaid, and a value not be there; a description may be empty.
      return cleanText(entered) || (/(reason|value)$/.test(field.key) ? null : '');
    case 'number':
      return entered.trim() === '' ? null : Number(entered);
    case 'several':
      if (entered !== '') return parted(entered);
      // A template always says which; a condition that asks for nothing is not there.
      return field.key === 'value.tagIds' ? [] : undefined;
    case 'yes-no':
      return entered === '' ? null : entered === 'yes';
    default:
      return entered || null;
  }
}

/** The arguments of a refused change as edited. */
export function editedArguments(
  { name, args }: Pick<RefusedChange, 'name' | 'args'>,
  fields: readonly RetryField[],
  entered: Entered,
  { memberships }: Pick<Directory, 'memberships'>,
): Record<string, unknown> {
  let edited: Record<string, unknown> = { ...args };
  for (const field of fields) {
    const value = entered[field.key];
    if (value !== undefined) edited = withPart(edited, field.key.split('.'), enteredArgument(field, value));
  }
  const place = edited['place'];
  if (name === 'ticket.create' && typeof place === 'object' && place !== null) {
    const whole = { address: null, latitude: null, longitude: null, ...place };
    edited['place'] = Object.values(whole).every((part) => part === null) ? null : whole;
  }
  if (name === 'membership.set') {
    // Of another person or team it is another membership: the one there is, or the one that is to be made.
    const [teamId, personId] = [String(edited['teamId']), String(edited['personId'])];
    if (teamId !== args['teamId'] || personId !== args['personId'])
      edited['id'] =
        memberships.find((row) => row.teamId === teamId && row.personId === personId)?.id ??
        membershipId(teamId, personId);
  }
  return edited;
}

function withPart(
  args: Args,
  [key = '', ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (rest.length) return { ...args, [key]: withPart((args[key] ?? {}) as Args, rest, value) };
  const { [key]: _, ...others } = args;
  return value === undefined ? others : { ...args, [key]: value };
}

/** What was entered as its draft keeps it; an empty text where nothing was. */
export function draftFromEntered(entered: Entered): string {
  return Object.keys(entered).length ? JSON.stringify(entered) : '';
}

/** The entered values of a stored draft; what is no such draft counts as none. */
export function enteredFromDraft(body: string): Entered {
  const texts = Object.entries(objectIn(body)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return Object.fromEntries(texts);
}
