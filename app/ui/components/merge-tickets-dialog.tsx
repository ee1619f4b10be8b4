import { useState, type FormEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { mutate } from '../../mutate.ts';
import { useTicketsById } from '../../queries/tickets.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { mergeWarnings } from '../words/link-words.ts';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';
import { Glyph } from './glyph.tsx';
import { TicketPicker } from './ticket-picker.tsx';
import { useKeep } from './toasts.tsx';

interface MergeTicketsDialogProps {
  ticket: TicketSummary;
  onClose: () => void;
}

/** Merges this ticket into another, and says before what that does to whom. */
export function MergeTicketsDialog({ ticket, onClose }: MergeTicketsDialogProps): ReactNode {
  const { names, directory } = useWorkspace();
  const [, navigate] = useLocation();
  const keep = useKeep();
  const [intoId, setIntoId] = useState<string | null>(null);
  const [into] = useTicketsById(intoId === null ? [] : [intoId]);
  const limited = directory.policies.get('agents-see') === 'own-teams';
  const warnings = into ? mergeWarnings(ticket, into, limited, names) : [];
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (intoId === null) return;
    if (!(await keep(mutate('ticket.merge', { ticketId: ticket.id, intoId })))) return;
    onClose();
    navigate(`/tickets/${intoId}`);
  };
  return (
    <Dialog title="Merge into another ticket" testId="merge-tickets-dialog" onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <p>
          This ticket is closed, and what was said on it is shown with the other one. Nothing is moved, and it
          can be undone.
        </p>
        <TicketPicker label="Merge into" beside={ticket} ticketId={intoId} onPick={setIntoId} />
        {warnings.map((warning) => (
          <p key={warning} className="link-warning" role="status">
            <Glyph name="alert" />
            <span dir="auto">{warning}</span>
          </p>
        ))}
        <FormActions submit="Merge" disabled={intoId === null} onClose={onClose} />
      </form>
    </Dialog>
  );
}
