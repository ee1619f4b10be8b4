import type { ReactNode } from 'react';
import type { Field } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { useChoicesHeld } from '../../queries/tickets.ts';
import { wishIn, wishText, type Bound } from '../../queries/field-filter.ts';
import { useTypedPause } from '../hooks/use-typed-pause.ts';
import { FilterOptions, type FilterParts, type Option } from './filter-options.tsx';

/** What a list may ask of custom fields: choices to tick, and bounds for numbers, days and texts. */
export function FieldOptions({
  fields,
  ...parts
}: Omit<FilterParts, 'options'> & { fields: readonly Field[] }): ReactNode {
  const held = useChoicesHeld(fields);
  // What is out of use is asked about while tickets, or the filter, still speak of it.
  const asked = parts.chosen.flatMap((text) => wishIn(text) ?? []);
  const isAsked = ({ id }: Field): boolean => asked.some(({ fieldId }) => fieldId === id);
  const shown = fields.filter((field) => !field.archived || held.has(field.id) || isAsked(field));
  const choicesOf = ({ id }: Field): string[] => [
    ...(held.get(id) ?? []),
    ...asked.flatMap((wish) => (wish.fieldId === id && 'choice' in wish ? wish.choice : [])),
  ];
  return (
    <>
      <FilterOptions {...parts} options={shown.flatMap((field) => optionsOf(field, choicesOf(field)))} />
      {shown.map((field) => {
        const bounds = boundsOf(field);
        return bounds.length ? (
          <fieldset key={field.id} className="filter-bounds">
            <legend dir="auto">{nameOf(field)}</legend>
            {bounds.map((bound) => (
              <BoundInput key={bound} field={field} bound={bound} {...parts} />
            ))}
          </fieldset>
        ) : null;
      })}
    </>
  );
}

const nameOf = ({ label, archived }: Field): string => (archived ? `${label} (out of use)` : label);

/**
 * Fields of choices by their choices, and those given up that are among `held`; of the others, whether they are filled in.
 */
function optionsOf(field: Field, held: readonly string[]): Option[] {
  const { id, type, options } = field;
  const label = nameOf(field);
  const option = (choice: string, words = choice): Option => {
    return { value: wishText({ fieldId: id, choice }), label: `${label}: ${words}` };
  };
  const choices = type === 'boolean' ? ['yes', 'no'] : options;
  const withdrawn = [...new Set(held)].filter((choice) => !choices.includes(choice)).sort();
  return [
    ...choices.map((choice) => option(choice)),
    ...withdrawn.map((choice) => option(choice, `${choice} (out of use)`)),
    { value: wishText({ fieldId: id, filled: true }), label: `${label}: filled in` },
    { value: wishText({ fieldId: id, filled: false }), label: `${label}: not filled in` },
  ];
}

function boundsOf({ type }: Field): Bound['bound'][] {
  if (type === 'number' || type === 'date') return ['least', 'most'];
  return type === 'text' ? ['words'] : [];
}

const boundLabels = { number: { least: 'At least', most: 'At most' }, date: { least: 'From', most: 'To' } };

interface BoundInputProps extends Pick<FilterParts, 'chosen' | 'onChange'> {
  field: Field;
  bound: Bound['bound'];
}

function BoundInput({ field: { id: fieldId, type }, bound, chosen, onChange }: BoundInputProps): ReactNode {
  const isThis = (text: string): boolean => {
    const wish = wishIn(text);
    return wish?.fieldId === fieldId && 'bound' in wish && wish.bound === bound;
  };
  const standing = chosen.map((text) => (isThis(text) ? wishIn(text) : undefined)).find(Boolean);
  // Each of them is an address of the list: some browsers refuse the hundredth.
  const [typed, note] = useTypedPause(standing && 'value' in standing ? standing.value : '', (value) => {
    const others = chosen.filter((text) => !isThis(text));
    onChange(value.trim() === '' ? others : [...others, wishText({ fieldId, bound, value })]);
  });
  const label = bound === 'words' ? 'Has the words' : boundLabels[type === 'date' ? 'date' : 'number'][bound];
  return (
    <label className="filter-bound">
      {label}
      <input
        className="input"
        type={bound === 'words' ? 'search' : type}
        step={type === 'number' ? 'any' : undefined}
        maxLength={limits.search}
        value={typed}
        onChange={({ target: { value } }) => note(value)}
      />
    </label>
  );
}
