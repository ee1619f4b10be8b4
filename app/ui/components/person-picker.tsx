import type { ReactNode } from 'react';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { findPeople } from '../words/choices.ts';
import { Combobox, useSearch } from './combobox.tsx';

interface PersonPickerProps {
  label: string;
  /** Who is picked now; null: nobody yet. */
  personId: string | null;
  onPick: (personId: string) => void;
}

const shownAtMost = 8;

/** Finds one person among thousands by typing a part of their name or email. */
export function PersonPicker({ label, personId, onPick }: PersonPickerProps): ReactNode {
  const { directory, names } = useWorkspace();
  const search = useSearch();
  const { sought, seek } = search;
  const found = sought === null ? [] : findPeople(directory, sought, shownAtMost);
  return (
    <Combobox
      label={label}
      search={search}
      found={found}
      keyOf={({ id }) => id}
      onPick={(person) => {
        if (person) onPick(person.id);
        seek(null);
      }}
      input={{
        dir: 'auto',
        value: sought ?? (personId === null ? '' : names.person(personId)),
        onFocus: (event) => event.target.select(),
        onChange: (event) => seek(event.target.value),
        onBlur: () => seek(null),
      }}
      hint={sought !== null && found.length === 0 && <p className="field-hint">Nobody of that name.</p>}
    >
      {({ name, email }) => (
        <>
          <span dir="auto">{name}</span>
          {email && <small>{email}</small>}
        </>
      )}
    </Combobox>
  );
}
