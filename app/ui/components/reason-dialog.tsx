import { useState, type FormEvent, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { cleanText } from '../words/clean-text.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';

interface ReasonDialogProps {
  title: string;
  onClose: () => void;
  onReason: (reason: string) => Promise<void>;
}

/** Asks why, for the moves that must say so. */
export function ReasonDialog({ title, onClose, onReason }: ReasonDialogProps): ReactNode {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const clean = cleanText(reason).trim();
    if (!clean) setProblem('Please say why; it stays in the ticket’s history.');
    else void onReason(clean);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" noValidate onSubmit={submit}>
        <Field label="Reason" hint="Everyone who sees the ticket can read it." problem={problem}>
          {(attributes) => (
            <textarea
              {...attributes}
              rows={3}
              dir="auto"
              required
              maxLength={limits.reason}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <FormActions submit={title} onClose={onClose} />
      </form>
    </Dialog>
  );
}
