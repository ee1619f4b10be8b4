import { useState, type ReactNode } from 'react';
import { mutate } from '../../mutate.ts';
import type { MergedHere } from '../../queries/types.ts';
import { Dialog } from './dialog.tsx';
import { useKeep } from './toasts.tsx';

interface UnmergeButtonProps {
  ticketId: string;
  intoId: string;
  mergedBy: MergedHere['mergedBy'];
}

/** Undoes a merge, after saying what that gives back and what it does not. */
export function UnmergeButton({ ticketId, intoId, mergedBy }: UnmergeButtonProps): ReactNode {
  const keep = useKeep();
  const [asking, setAsking] = useState(false);
  if (!mergedBy) return null;
  const undo = async () => {
    if (await keep(mutate('ticket.unmerge', { ticketId, intoId, mergedBy: mergedBy.id }))) setAsking(false);
  };
  return (
    <>
      <button type="button" className="button button-quiet" onClick={() => setAsking(true)}>
        Undo merge
      </button>
      {asking && (
        <Dialog title="Undo the merge" testId="unmerge-dialog" onClose={() => setAsking(false)}>
          <p>
            The two are apart again, and the one that was merged has its status back unless somebody has
            changed that since; its timeline says so. What was written stays where it was written.
          </p>
          <div className="dialog-actions">
            <button type="button" className="button button-main" onClick={() => void undo()}>
              Undo merge
            </button>
            <button type="button" className="button" onClick={() => setAsking(false)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
