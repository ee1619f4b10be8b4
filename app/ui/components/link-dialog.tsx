import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { chosenLinkKinds, type ChosenLinkKind } from '../../../shared/model/link.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { linkLabels } from '../words/labels.ts';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';
import { TicketPicker } from './ticket-picker.tsx';
import { useKeep } from './toasts.tsx';

interface LinkDialogProps {
  ticket: TicketSummary;
  onClose: () => void;
}

/** Says how this ticket stands to another. */
export function LinkDialog({ ticket, onClose }: LinkDialogProps): ReactNode {
  const id = useId();
  const keep = useKeep();
  const [what, setWhat] = useState<ChosenLinkKind>('parent-of');
  const [otherId, setOtherId] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (otherId === null) return;
    if (await keep(mutate('link.add', { ticketId: ticket.id, otherId, what }))) onClose();
  };
  return (
    <Dialog title="Link to another ticket" testId="link-dialog" onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <div className="field">
          <label htmlFor={id}>This ticket is</label>
          <select
            id={id}
            className="input"
            value={what}
            onChange={(event) => setWhat(event.target.value as ChosenLinkKind)}
          >
            {chosenLinkKinds.map((kind) => (
              <option key={kind} value={kind}>
                {linkLabels[kind]}
              </option>
            ))}
          </select>
        </div>
        <TicketPicker label="Ticket" beside={ticket} ticketId={otherId} onPick={setOtherId} />
        <FormActions submit="Link" disabled={otherId === null} onClose={onClose} />
      </form>
    </Dialog>
  );
}
