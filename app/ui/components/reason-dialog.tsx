import type { ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { TextDialog } from './text-dialog.tsx';

interface ReasonDialogProps {
  title: string;
  /** What the reason is for: what is typed is kept on the device under this name until it is said, or given up. */
  draft: string;
  /** The ticket it is about, where that is on this device. */
  ticketId?: string;
  onClose: () => void;
  /** Resolves to whether it was kept: then the dialog closes. */
  onReason: (reason: string) => Promise<boolean>;
}

/** Asks why, for the moves that must say so. */
export function ReasonDialog({ title, draft, ticketId, onClose, onReason }: ReasonDialogProps): ReactNode {
  return (
    <TextDialog
      title={title}
      label="Reason"
      hint="Everyone who sees the ticket can read it."
      empty="Please say why; it stays in the ticket’s history."
      max={limits.reason}
      submit={title}
      field={`reason:${draft}`}
      ticketId={ticketId}
      onClose={onClose}
      onText={(text) => onReason(text.trim())}
    />
  );
}
