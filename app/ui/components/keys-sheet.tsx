import type { ReactNode } from 'react';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { Dialog } from './dialog.tsx';

const sheet: readonly [keys: readonly string[], what: string, staffOnly?: true][] = [
  [['/'], 'Search'],
  [['j', '↓'], 'Next ticket in the list'],
  [['k', '↑'], 'Previous ticket in the list'],
  [['Enter'], 'Open the ticket'],
  [['u'], 'Back to the list'],
  [['c'], 'New ticket'],
  [['i'], 'Notifications'],
  [['a'], 'Archive'],
  [['x'], 'Select the ticket, or not', true],
  [['Shift ↓', 'Shift ↑'], 'Select while walking', true],
  [['Ctrl A'], 'Select all in the list', true],
  [['Ctrl Z'], 'Undo what you just did', true],
  [['r'], 'Reply'],
  [['n'], 'Internal note', true],
  [['l'], 'Link the ticket to another', true],
  [['m'], 'Merge the ticket into another', true],
  [['/'], 'In what you write, at the beginning of a line: a canned reply', true],
  [['@'], 'In what you write: call somebody by name', true],
  [['y'], 'Run a macro on the ticket', true],
  [['s'], 'Mute the ticket, or not'],
  [['Ctrl Enter'], 'Send what you wrote'],
  [['?'], 'This sheet'],
];

export function KeysSheet({ onClose }: { onClose: () => void }): ReactNode {
  const { staff } = useWorkspace();
  const shown = sheet.filter(([, , staffOnly]) => staff || !staffOnly);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="keys">
        {shown.map(([keys, what]) => (
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
