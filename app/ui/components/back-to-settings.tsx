import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Glyph } from './glyph.tsx';

/** Above the title of what is a page of its own under the settings. */
export function BackToSettings(): ReactNode {
  return (
    <p>
      <Link href="/settings">
        <Glyph name="back" />
        Settings
      </Link>
    </p>
  );
}
