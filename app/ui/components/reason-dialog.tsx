import { useState, type FormEvent, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { cleanText } from '../words/clean-text.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';

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
  const { draft: typed, loaded, change, clear } = useDraft(`reason:${draft}`);
  const [problem, setProblem] = useState<string>();
  const leave = () => {
    void clear().catch(() => undefined);
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const clean = cleanText(typed.body).trim();
    if (!clean) setProblem('Please say why; it stays in the ticket’s history.');
    else if (await onReason(clean)) leave();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" noValidate aria-busy={!loaded} onSubmit={(event) => void submit(event)}>
        <Field label="Reason" hint="Everyone who sees the ticket can read it." problem={problem}>
          {(attributes) => (
            <textarea
              {...attributes}
              rows={3}
              dir="auto"
              required
              maxLength={limits.reason}
              value={typed.body}
              onChange={({ target: { value: body } }) =>
                change({ body, internal: false, ...(ticketId && { about: ticketId }) })
              }
            />
          )}
        </Field>
        <FormActions submit={title} onClose={leave} />
      </form>
    </Dialog>
  );
}
