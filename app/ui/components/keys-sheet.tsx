import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

const sheet: readonly [keys: readonly string[], what: string][] = [
  [['/'], 'Search'],
  [['j', '↓'], 'Next ticket in the list'],
  [['k', '↑'], 'Previous ticket in the list'],
  [['Enter'], 'Open the ticket'],
  [['u'], 'Back to the list'],
  [['c'], 'New ticket'],
  [['r'], 'Reply'],
  [['n'], 'Internal note'],
  [['Ctrl Enter'], 'Send what you wrote'],
  [['?'], 'This sheet'],
];

export function KeysSheet({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="keys">
        {sheet.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
