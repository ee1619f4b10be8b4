import type { ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { Glyph } from './glyph.tsx';

interface SearchBoxProps {
  id: string;
  value: string;
  onChange: (value: string) => void;
}

/** Searches everything on the device while one types. Escape empties it. */
export function SearchBox({ id, value, onChange }: SearchBoxProps): ReactNode {
  return (
    <search className="search-box">
      <Glyph name="search" />
      <input
        id={id}
        type="search"
        aria-label="Search tickets"
        placeholder="Search tickets"
        aria-keyshortcuts="/"
        autoComplete="off"
        enterKeyHint="search"
        maxLength={limits.search}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onChange('');
          event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </search>
  );
}
