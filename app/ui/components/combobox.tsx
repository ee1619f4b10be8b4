import { useId, useState, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react';

/** What is being typed into a combobox, null while nobody searches, and which of the found ones the keys are at. */
export interface Search {
  sought: string | null;
  active: number;
  /** Begins to search anew; null ends it. */
  seek: (text: string | null) => void;
  moveTo: (active: number) => void;
}

export function useSearch(): Search {
  const [sought, setSought] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const seek = (text: string | null) => {
    setSought(text);
    setActive(0);
  };
  return { sought, active, seek, moveTo: setActive };
}

interface ComboboxProps<T> {
  label: string;
  /** How the list is called, where not like the field. */
  listLabel?: string;
  className?: string;
  search: Search;
  /** What fits, best first. */
  found: readonly T[];
  keyOf: (one: T) => string;
  /** Ends the search too; nothing where there was nothing to pick. */
  onPick: (one: T | undefined) => void;
  /** Whether an arrow opens the list while nobody searches. */
  opensByArrow?: boolean;
  /** The field itself beyond what every combobox has. */
  input: Omit<ComponentProps<'input'>, 'id' | 'className' | 'role' | 'onKeyDown'>;
  /** One of the found in the list. */
  children: (one: T) => ReactNode;
  /** Between the field and the list; its id describes the field if `input` says so. */
  note?: ReactNode;
  /** After the list. */
  hint?: ReactNode;
}

/** Finds one of many by typing a part of its name, by keyboard or pointer. */
export function Combobox<T>(props: ComboboxProps<T>): ReactNode {
  const { label, listLabel = label, className, search, found, keyOf, onPick, input } = props;
  const { sought, active, seek, moveTo } = search;
  const id = useId();
  const open = sought !== null && found.length > 0;
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (sought === null) {
      if (!step || !props.opensByArrow) return;
      seek('');
    } else if (step) moveTo(Math.max(0, Math.min(found.length - 1, active + step)));
    else if (event.key === 'Enter') onPick(found[active]);
    else if (event.key === 'Escape') seek(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className={`field person-picker${className ? ` ${className}` : ''}`}>
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className="input"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found[active] ? `${id}-${active}` : undefined}
        autoComplete="off"
        onKeyDown={press}
      />
      {props.note}
      <ul id={`${id}-list`} role="listbox" aria-label={listLabel} hidden={!open}>
        {found.map((one, index) => (
          <li
            key={keyOf(one)}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // No blur, which would close the list under the pointer; and no pick by a finger that scrolls it.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(one)}
          >
            {props.children(one)}
          </li>
        ))}
      </ul>
      {props.hint}
    </div>
  );
}
