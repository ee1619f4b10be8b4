import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useDraft } from '../hooks/use-draft.ts';
import { cleanText } from '../words/clean-text.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';

interface TextDialogProps {
  title: string;
  label: string;
  hint: string;
  /** What is said where nothing was written. */
  empty: string;
  /** The longest text, in characters. */
  max: number;
  /** What the button says. */
  submit: string;
  /** The field under which what is typed is kept on this device, until it is sent or given up. */
  field: string;
  /** The ticket it is about, where that is on this device and the field does not name it. */
  ticketId?: string | undefined;
  testId?: string;
  onClose: () => void;
  /** Resolves to whether it was kept: then the dialog closes. Not called again before. */
  onText: (text: string) => Promise<boolean>;
}

/** Asks for one text. */
export function TextDialog(props: TextDialogProps): ReactNode {
  const { title, field, ticketId, onClose, testId } = props;
  const { draft, loaded, change, letGo } = useDraft(field);
  const busy = useRef(false);
  const [problem, setProblem] = useState<string>();
  const leave = () => {
    letGo();
    onClose();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const text = cleanText(draft.body);
    if (!text.trim()) return setProblem(props.empty);
    if (busy.current) return;
    busy.current = true;
    try {
      if (await props.onText(text)) leave();
    } finally {
      busy.current = false;
    }
  };
  return (
    <Dialog title={title} {...(testId && { testId })} onClose={onClose}>
      <form
        className="form"
        noValidate
        aria-busy={!loaded}
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
      >
        <Field label={props.label} hint={props.hint} problem={problem}>
          {(own) => (
            <textarea
              {...own}
              rows={4}
              dir="auto"
              required
              maxLength={props.max}
              value={draft.body}
              onChange={({ target: { value: body } }) => {
                setProblem(undefined);
                change({ body, internal: false, ...(ticketId && { about: ticketId }) });
              }}
            />
          )}
        </Field>
        <FormActions submit={props.submit} onClose={leave} />
      </form>
    </Dialog>
  );
}
