import { useState, type FormEvent, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import type { Restoring } from '../../../shared/mutations/conflict.ts';
import type { LostValue } from '../../queries/types.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { cleanLine, cleanText } from '../words/clean-text.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { OtherDrafts } from './other-drafts.tsx';

interface MergeDialogProps {
  lost: LostValue;
  onClose: () => void;
  onMerged: (write: Restoring) => Promise<void>;
}

function textIn(value: Readonly<Record<string, unknown>>, column: string): string {
  const text = value[column];
  return typeof text === 'string' ? text : '';
}

/** Both texts, and a third made of them. What is typed is kept on the device, as every draft is. */
export function MergeDialog({ lost, onClose, onMerged }: MergeDialogProps): ReactNode {
  const { conflict, present } = lost;
  const what = conflict.register === 'title' ? 'title' : 'description';
  const mine = textIn(conflict.lostValue, what);
  const theirs = textIn(present ?? {}, what);
  const handle = useDraft(`conflict:${conflict.id}`);
  const { draft, change, clear } = handle;
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const both = what === 'title' ? theirs : [theirs, mine].filter(Boolean).join('\n\n');
  const text = draft.body || (typed === '' ? '' : both);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const { ticketId } = conflict;
    const clean = what === 'title' ? cleanLine(text) : cleanText(text);
    if (clean.length > limits[what])
      return setProblem(
        `At most ${limits[what].toLocaleString('en')} characters; it has ${clean.length.toLocaleString('en')}.`,
      );
    if (what === 'title' && !clean) return setProblem('A ticket needs a title.');
    await onMerged(
      what === 'title'
        ? { name: 'ticket.set-title', args: { ticketId, title: clean } }
        : { name: 'ticket.set-description', args: { ticketId, description: clean } },
    );
    // A draft that could not be removed shows itself at the next edit.
    await clear().catch(() => undefined);
  };
  const attributes = {
    dir: 'auto' as const,
    autoFocus: true,
    value: text,
    onChange: (event: { target: { value: string } }) => {
      setTyped(event.target.value);
      setProblem(undefined);
      const { ticketId: about } = conflict;
      change({ body: event.target.value, internal: false, about, from: draft.from ?? theirs });
    },
  };
  return (
    <Dialog
      title={`Merge the two ${what === 'title' ? 'titles' : 'descriptions'}`}
      testId="merge-dialog"
      onClose={onClose}
    >
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
            what === 'title' ? (
              <input {...own} {...attributes} />
            ) : (
              <textarea {...own} {...attributes} rows={8} />
            )
          }
        </Field>
        <OtherDrafts handle={handle} />
        <FormActions submit="Save merged version" onClose={onClose} />
      </form>
    </Dialog>
  );
}
