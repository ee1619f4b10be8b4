import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { fold } from '../../queries/fold.ts';
import { Glyph } from './glyph.tsx';
import { Menu } from './menu.tsx';

/** One thing to choose. */
export interface MenuOption {
  value: string;
  label: string;
  /** Stands small behind the label. */
  detail?: string;
  mark?: ReactNode;
}

interface OptionMenuProps {
  face: ReactNode;
  title: string;
  options: () => readonly MenuOption[];
  onPick: (value: string) => void;
  testId: string;
  disabled?: boolean;
}

/** With more than these a list is searched rather than read. */
const readableOptions = 9;

/** A button with a list to choose one thing from, by pointer, by arrows, or by typing a part of its name. */
export function OptionMenu({ face, title, options, onPick, testId, disabled }: OptionMenuProps): ReactNode {
  if (disabled)
    return (
      <button type="button" className="filter-button" disabled>
        {face}
      </button>
    );
  return (
    <Menu
      className="filter-button"
      title={title}
      testId={testId}
      face={
        <>
          {face}
          <Glyph name="down" />
        </>
      }
    >
      {(close) => (
        <OptionList
          title={title}
          options={options()}
          onPick={(value) => {
            close();
            onPick(value);
          }}
        />
      )}
    </Menu>
  );
}

interface OptionListProps {
  title: string;
  options: readonly MenuOption[];
  onPick: (value: string) => void;
}

/** The list itself, where a panel is there already. */
export function OptionList({ title, options, onPick }: OptionListProps): ReactNode {
  const [sought, setSought] = useState('');
  const wanted = fold(sought.trim());
  const found = wanted ? options.filter(({ label }) => fold(label).includes(wanted)) : options;
  return (
    <div className="option-list" onKeyDown={walk}>
      <h3>{title}</h3>
      {options.length > readableOptions && (
        <input
          className="input"
          type="search"
          aria-label={`Search: ${title}`}
          placeholder="Search"
          // With a finger it would bring a keyboard over what is to be read.
          autoFocus={matchMedia('(pointer: fine)').matches}
          autoComplete="off"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key === 'Enter' && wanted && first) onPick(first.value);
          }}
        />
      )}
      <ul>
        {found.map(({ value, label, detail, mark }) => (
          <li key={value}>
            <button type="button" className="menu-item" data-option onClick={() => onPick(value)}>
              {mark}
              <span dir="auto">{label}</span>
              {detail && <small>{detail}</small>}
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="filter-none">Nothing of that name.</p>}
    </div>
  );
}

/** The arrows go from one choice to the next. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-option]')];
  const here = all.indexOf(document.activeElement as HTMLElement);
  all[Math.max(0, Math.min(all.length - 1, here + step))]?.focus();
  event.preventDefault();
}
