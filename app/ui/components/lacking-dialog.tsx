import type { ReactNode } from 'react';
import { countWords } from '../words/labels.ts';
import type { Lacking } from '../words/lacking.ts';
import { Dialog } from './dialog.tsx';
import { LackingList } from './lacking-list.tsx';

interface LackingDialogProps {
  lacking: readonly Lacking[];
  /** How many are selected, and how many of them can be changed. */
  of: number;
  able: number;
  onGo: () => void;
  onClose: () => void;
}

/** Before many tickets are moved: which cannot be, and whether the others are to be. */
export function LackingDialog({ lacking, of, able, onGo, onClose }: LackingDialogProps): ReactNode {
  return (
    <Dialog
      title={able ? 'Some of them cannot go there yet' : 'They cannot go there yet'}
      testId="lacking-dialog"
      onClose={onClose}
    >
      <LackingList lacking={lacking} of={of} />
      <div className="dialog-actions">
        {able > 0 && (
          <button type="button" className="button button-main" autoFocus onClick={onGo}>
            Change the other {able === 1 ? 'one' : countWords(able, 'ticket')}
          </button>
        )}
        <button type="button" className={able ? 'button' : 'button button-main'} onClick={onClose}>
          {able ? 'Change none' : 'All right'}
        </button>
      </div>
    </Dialog>
  );
}
