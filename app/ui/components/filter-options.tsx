import { useState, type ReactNode } from 'react';
import { fold } from '../../queries/fold.ts';
import { Glyph } from './glyph.tsx';

export interface Option {
  value: string;
  label: string;
  mark?: ReactNode;
  count?: number;
}

export interface FilterParts {
  title: string;
  chosen: readonly string[];
  options: readonly Option[];
  onChange: (values: string[]) => void;
}

/** More than fit on a screen get a box to narrow them down. */
const manyOptions = 12;

/** What may be ticked in a filter, any number of it. */
export function FilterOptions({ title, chosen, options, onChange }: FilterParts): ReactNode {
  const [sought, setSought] = useState('');
  const shown = options.filter((option) => fold(option.label).includes(fold(sought.trim())));
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  return (
    <fieldset className="filter-options">
      <legend>{title}</legend>
      {options.length > manyOptions && (
        <input
          type="search"
          className="input"
          aria-label={`Find in ${title.toLowerCase()}`}
          placeholder="Find…"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      )}
      <div className="filter-ticks">
        {shown.map(({ value, label, mark, count }) => (
          <label key={value} className="filter-tick">
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
            {mark}
            <span dir="auto">{label}</span>
            {count !== undefined && <small>{count.toLocaleString('en')}</small>}
          </label>
        ))}
        {shown.length === 0 && <p className="filter-none">Nothing here.</p>}
      </div>
      {chosen.length > 0 && (
        <button type="button" className="menu-item" onClick={() => onChange([])}>
          <Glyph name="close" /> Any {title.toLowerCase()}
        </button>
      )}
    </fieldset>
  );
}
