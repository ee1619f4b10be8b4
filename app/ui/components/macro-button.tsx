import { useState, type ReactNode } from 'react';
import type { TicketSummary } from '../../queries/types.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { Glyph } from './glyph.tsx';
import { lazyPart, Part } from './part.tsx';

const MacroDialog = lazyPart(() => import('./macro-dialog.tsx').then((module) => module.MacroDialog));

/** Runs a macro on the ticket that is shown: by a press, or `y` wherever nobody types. */
export function MacroButton({ ticket }: { ticket: TicketSummary }): ReactNode {
  const [asking, setAsking] = useState(false);
  useKeys({ y: () => setAsking(true) });
  return (
    <>
      <button
        type="button"
        className="button button-small"
        title="Run a macro (y)"
        data-testid="macro-button"
        onClick={() => setAsking(true)}
      >
        <Glyph name="macro" />
        Macro…
      </button>
      {asking && (
        <Part>
          <MacroDialog tickets={[ticket]} onClose={() => setAsking(false)} />
        </Part>
      )}
    </>
  );
}
