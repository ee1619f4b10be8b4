import type { ReactNode } from 'react';
import { Glyph, type GlyphName } from './glyph.tsx';

interface MenuItemProps {
  glyph: GlyphName;
  /** Closes the menu it stands in, before anything else. */
  close: () => void;
  onPick: () => void;
  children: ReactNode;
}

/** One thing to do, in a menu. */
export function MenuItem({ glyph, close, onPick, children }: MenuItemProps): ReactNode {
  return (
    <button
      type="button"
      className="menu-item"
      onClick={() => {
        close();
        onPick();
      }}
    >
      <Glyph name={glyph} /> {children}
    </button>
  );
}
