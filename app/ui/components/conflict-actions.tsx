import { useState, type ReactNode } from 'react';
import { isGone } from '../../../shared/model/conflict.ts';
import { sameJson } from '../../../shared/lib/fingerprint.ts';
import { moveOf } from '../../../shared/rules/lifecycle.ts';
import type { Status } from '../../../shared/model/ticket.ts';
import { restoring, type Restoring } from '../../../shared/mutations/conflict.ts';
import { mutate } from '../../mutate.ts';
import type { LostValue } from '../../queries/types.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { mergeTextOf } from '../words/merge-text.ts';
import { MergeDialog } from './merge-dialog.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useKeep } from './toasts.tsx';

interface ConflictActionsProps {
  lost: LostValue;
  /** What these buttons are about, for those who hear them out of their place. */
  describedBy: string;
  onSettled?: () => void;
}

/** Keep theirs, restore mine, or edit a version of both: each works at once, with or without a network. */
export function ConflictActions({ lost, describedBy, onSettled }: ConflictActionsProps): ReactNode {
  const { conflict, present } = lost;
  const { directory } = useWorkspace();
  const keep = useKeep();
  const [asking, setAsking] = useState<'merge' | 'reason' | null>(null);
  /** Answers whether it was kept; what is open stays open where it was not. */
  const settle = async (
    choice: 'keep' | 'restore' | 'merge',
    restored: Restoring | null,
  ): Promise<boolean> => {
    const { id: conflictId, ticketId } = conflict;
    const args = { conflictId, ticketId, choice, write: restored };
    if (!(await keep(mutate('conflict.resolve', args)))) return false;
    setAsking(null);
    onSettled?.();
    return true;
  };
  const write = restoring(conflict);
  // A moment later the value may be back already, or the ticket gone: then there is nothing to choose.
  const choose = !isGone(conflict) && present !== null && write && !sameJson(present, conflict.lostValue);
  if (!choose) {
    return (
      <div className="conflict-actions">
        <button
          type="button"
          className="button"
          aria-describedby={describedBy}
          onClick={() => void settle('keep', null)}
        >
          Understood
        </button>
      </div>
    );
  }
  const text = mergeTextOf(lost, directory.fields);
  const restore = () => {
    const to = conflict.lostValue['status'] as Status;
    const asksWhy = conflict.register === 'status' && moveOf(present['status'] as Status, to)?.reason;
    if (asksWhy) setAsking('reason');
    else void settle('restore', write);
  };
  return (
    <div className="conflict-actions">
      <button
        type="button"
        className="button"
        aria-describedby={describedBy}
        onClick={() => void settle('keep', null)}
      >
        Keep theirs
      </button>
      <button type="button" className="button" aria-describedby={describedBy} onClick={restore}>
        Restore mine
      </button>
      {text && (
        <button
          type="button"
          className="button"
          aria-describedby={describedBy}
          onClick={() => setAsking('merge')}
        >
          Merge…
        </button>
      )}
      {asking === 'merge' && text && (
        <MergeDialog
          lost={lost}
          text={text}
          onClose={() => setAsking(null)}
          onMerged={(merged) => settle('merge', merged)}
        />
      )}
      {asking === 'reason' && (
        <ReasonDialog
          title="Restore mine"
          draft={`mine:${conflict.id}`}
          ticketId={conflict.ticketId}
          onClose={() => setAsking(null)}
          onReason={(reason) => settle('restore', restoring(conflict, reason) ?? null)}
        />
      )}
    </div>
  );
}
