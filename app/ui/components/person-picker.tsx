import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { findPeople } from '../words/choices.ts';

interface PersonPickerProps {
  label: string;
  /** Who is picked now; null: nobody yet. */
  personId: string | null;
  onPick: (personId: string) => void;
}

const shownAtMost = 8;

/** Finds one person among thousands by typing a part of their name or email. */
export function PersonPicker({ label, personId, onPick }: PersonPickerProps): ReactNode {
  const id = useId();
  const { directory, names } = useWorkspace();
  /** What is being typed; null while nobody searches. */
  const [sought, setSought] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const found = sought === null ? [] : findPeople(directory, sought, shownAtMost);
  const stop = () => {
    setSought(null);
    setActive(0);
  };
  const pick = (person: { id: string } | undefined) => {
    if (person) onPick(person.id);
    stop();
  };
  const press = (event: KeyboardEvent) => {
    if (sought === null) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive(Math.max(0, Math.min(found.length - 1, active + step)));
    else if (event.key === 'Enter') pick(found[active]);
    else if (event.key === 'Escape') stop();
    else return;
    event.preventDefault();
  };
  return (
    <div className="field person-picker">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        autoComplete="off"
        dir="auto"
        value={sought ?? (personId === null ? '' : names.person(personId))}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setSought(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
        onBlur={stop}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={found.length === 0}>
        {found.map((person, index) => (
          <li
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the blur that would close the list under the pointer.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(person);
            }}
          >
            <span dir="auto">{person.name}</span>
            {person.email && <small>{person.email}</small>}
          </li>
        ))}
      </ul>
      {sought !== null && found.length === 0 && <p className="field-hint">Nobody of that name.</p>}
    </div>
  );
}
