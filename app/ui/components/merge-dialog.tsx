import { useState, type FormEvent, type ReactNode } from 'react';
import type { Restoring } from '../../../shared/mutations/conflict.ts';
import type { LostValue } from '../../queries/types.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { mergeBegin, mergedWrite, type MergeText } from '../words/merge-text.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { OtherDrafts } from './other-drafts.tsx';

interface MergeDialogProps {
  lost: LostValue;
  text: MergeText;
  onClose: () => void;
  /** Resolves to whether it was kept. */
  onMerged: (write: Restoring) => Promise<boolean>;
}

/** Both texts, and a third made of them. What is typed is kept on the device until then, as every draft is. */
export function MergeDialog({ lost, text, onClose, onMerged }: MergeDialogProps): ReactNode {
  const { conflict } = lost;
  const { many, line, mine, theirs } = text;
  const handle = useDraft(`conflict:${conflict.id}`);
  const { draft, change, clear } = handle;
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const merged = draft.body || (typed === '' ? '' : mergeBegin(text));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const { write, problem: wrong } = mergedWrite(lost, text, merged);
    setProblem(wrong);
    // A draft that could not be removed shows itself at the next edit.
    if (write && (await onMerged(write))) await clear().catch(() => undefined);
  };
  const attributes = {
    dir: 'auto' as const,
    autoFocus: true,
    value: merged,
    onChange: (event: { target: { value: string } }) => {
      setTyped(event.target.value);
      setProblem(undefined);
      const { ticketId: about } = conflict;
      change({ body: event.target.value, internal: false, about, from: draft.from ?? theirs });
    },
  };
  return (
    <Dialog title={`Merge the two ${many}`} testId="merge-dialog" onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void save(event)}>
        <dl className="merge-sides">
          <div>
            <dt>Stands now</dt>
            <dd dir="auto">{theirs || 'empty'}</dd>
          </div>
          <div>
            <dt>Yours</dt>
            <dd dir="auto">{mine || 'empty'}</dd>
          </div>
        </dl>
        <Field label="Merged version" problem={problem}>
          {(own) =>
            line ? <input {...own} {...attributes} /> : <textarea {...own} {...attributes} rows={8} />
          }
        </Field>
        <OtherDrafts handle={handle} />
        <FormActions submit="Save merged version" onClose={onClose} />
      </form>
    </Dialog>
  );
}
