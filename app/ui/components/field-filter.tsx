import type { ReactNode } from 'react';
import type { Field } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { wishIn, wishText, type Bound } from '../../queries/field-filter.ts';
import { FilterOptions, type FilterParts, type Option } from './filter-options.tsx';

/** What a list may ask of custom fields: choices to tick, and bounds for numbers, days and texts. */
export function FieldOptions({
  fields,
  ...parts
}: Omit<FilterParts, 'options'> & { fields: readonly Field[] }): ReactNode {
  return (
    <>
      <FilterOptions {...parts} options={fields.flatMap(optionsOf)} />
      {fields.map((field) => {
        const bounds = boundsOf(field);
        return bounds.length ? (
          <fieldset key={field.id} className="filter-bounds">
            <legend dir="auto">{field.label}</legend>
            {bounds.map((bound) => (
              <BoundInput key={bound} field={field} bound={bound} {...parts} />
            ))}
          </fieldset>
        ) : null;
      })}
    </>
  );
}

/** Fields of choices by their choices; of the others, whether they are filled in. */
function optionsOf({ id, label, type, options }: Field): Option[] {
  const choices = type === 'boolean' ? ['yes', 'no'] : options;
  return [
    ...choices.map((choice): Option => {
      return { value: wishText({ fieldId: id, choice }), label: `${label}: ${choice}` };
    }),
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
  const label = bound === 'words' ? 'Has the words' : boundLabels[type === 'date' ? 'date' : 'number'][bound];
  return (
    <label className="filter-bound">
      {label}
      <input
        className="input"
        type={bound === 'words' ? 'search' : type}
        step={type === 'number' ? 'any' : undefined}
        maxLength={limits.search}
        value={standing && 'value' in standing ? standing.value : ''}
        onChange={({ target: { value } }) => {
          const others = chosen.filter((text) => !isThis(text));
          onChange(value.trim() === '' ? others : [...others, wishText({ fieldId, bound, value })]);
        }}
      />
    </label>
  );
}
