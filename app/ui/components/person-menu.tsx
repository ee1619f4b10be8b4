import { useSyncExternalStore, type ReactNode } from 'react';
import { Link } from 'wouter';
import { may } from '../../../shared/rules/permissions.ts';
import { lastAction, onAction, recallAction } from '../../last-action.ts';
import { useInstall } from '../../session/update.ts';
import { themes, useTheme, type Theme } from '../hooks/use-theme.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { roleLabels } from '../words/labels.ts';
import { Glyph } from './glyph.tsx';
import { Menu } from './menu.tsx';
import { MenuItem } from './menu-item.tsx';

const themeLabels: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };

interface PersonMenuProps {
  onKeys: () => void;
  onSignOut: () => void;
}

/** Who is signed in, and what belongs to them: theme, installing, keys, leaving. */
export function PersonMenu({ onKeys, onSignOut }: PersonMenuProps): ReactNode {
  const { me, account } = useWorkspace();
  const install = useInstall();
  const action = useSyncExternalStore(onAction, lastAction);
  return (
    <Menu
      className="person-button"
      label={`${me.name}: menu`}
      title="Your menu"
      face={
        <>
          <Initials name={me.name} />
          <span className="person-words">
            <strong dir="auto">{me.name}</strong>
            <span>{roleLabels[me.role]}</span>
          </span>
        </>
      }
    >
      {(close) => (
        <div className="person-menu">
          <p className="person-facts">
            <strong dir="auto">{me.name}</strong>
            <span>{me.email}</span>
            <span>
              {roleLabels[me.role]} · {account.tenant.name}
            </span>
          </p>
          <ThemeChoice />
          {install.available && (
            <button type="button" className="menu-item" onClick={() => void install.install()}>
              <Glyph name="install" /> Install on this device
            </button>
          )}
          <Link href="/archive" className="menu-item" onClick={close}>
            <Glyph name="archive" /> Archive
          </Link>
          {action?.account === account.key && (
            <MenuItem glyph="back" close={close} onPick={recallAction}>
              Undo the last change…
            </MenuItem>
          )}
          {may(me.role, 'policies:manage') && (
            <Link href="/settings" className="menu-item" onClick={close}>
              <Glyph name="settings" /> Settings
            </Link>
          )}
          <MenuItem glyph="keyboard" close={close} onPick={onKeys}>
            Keyboard shortcuts
          </MenuItem>
          <MenuItem glyph="leave" close={close} onPick={onSignOut}>
            Sign out
          </MenuItem>
        </div>
      )}
    </Menu>
  );
}

function ThemeChoice(): ReactNode {
  const [theme, choose] = useTheme();
  return (
    <fieldset className="choice">
      <legend>Theme</legend>
      <div className="segments">
        {themes.map((option) => (
          <label key={option}>
            <input
              type="radio"
              name="theme"
              value={option}
              checked={theme === option}
              onChange={() => choose(option)}
            />
            <span>{themeLabels[option]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A person as a small round mark. */
export function Initials({ name }: { name: string }): ReactNode {
  const [first = '', ...others] = name.trim().split(/\s+/);
  return (
    <span className="initials" aria-hidden="true">
      {(initialOf(first) + initialOf(others.at(-1) ?? '')).toUpperCase()}
    </span>
  );
}

function initialOf(word: string): string {
  const letter = word.codePointAt(0);
  return letter === undefined ? '' : String.fromCodePoint(letter);
}
