import type { FormEvent, ReactNode } from 'react';
import { retryDraftKey } from '../../queries/refusal-work.ts';
import type { RefusedChange } from '../../queries/types.ts';
import { useDraft } from '../hooks/use-draft.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { changeWords } from '../words/change-words.ts';
import {
  draftFromEntered,
  editedArguments,
  enteredFromDraft,
  joined,
  parted,
  shownArgument,
} from '../words/retry-arguments.ts';
import type { RetryField } from '../words/retry-fields.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { MultiPick } from './multi-pick.tsx';
import { PersonPicker } from './person-picker.tsx';

interface RetryDialogProps {
  change: RefusedChange;
  fields: readonly RetryField[];
  onClose: () => void;
  /** Resolves to whether it is in the queue. */
  onAgain: (args: Record<string, unknown>) => Promise<boolean>;
}

/**
 * A refused change in its own fields, as it was made: edited, it goes again as a new one. What is typed is kept on the
 * device until then, as every draft is.
 */
export function RetryDialog({ change, fields, onClose, onAgain }: RetryDialogProps): ReactNode {
  const { directory, names } = useWorkspace();
  const { draft, change: keepDraft, current, clear } = useDraft(retryDraftKey(change.uid));
  const entered = enteredFromDraft(draft.body);
  const valueOf = ({ key }: RetryField) => entered[key] ?? shownArgument(change.args, key);
  // On what was typed last, drawn or not.
  const enter = (key: string, value: string) =>
    keepDraft({
      body: draftFromEntered({ ...enteredFromDraft(current().body), [key]: value }),
      internal: false,
    });
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const args = editedArguments(change, fields, enteredFromDraft(current().body), directory);
    // A draft that could not be removed is of a change that is no more: nothing shows it.
    if (await onAgain(args)) await clear().catch(() => undefined);
  };
  return (
    <Dialog title="Edit and try again" testId="retry-dialog" onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <p dir="auto">{changeWords(change, names)}</p>
        <p className="attention-reason">{change.reason.message}</p>
        {change.ownOnly && <p>Your own words stand after what is there now.</p>}
        {fields.map((field) => (
          <RetryControl
            key={field.key}
            field={field}
            value={valueOf(field)}
            problem={
              change.reason.details[field.key] ?? change.reason.details[field.key.split('.').at(-1) ?? '']
            }
            onChange={(value) => enter(field.key, value)}
          />
        ))}
        <FormActions submit="Try again" onClose={onClose} />
      </form>
    </Dialog>
  );
}

interface RetryControlProps {
  field: RetryField;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function RetryControl({ field, value, problem, onChange }: RetryControlProps): ReactNode {
  const change = (event: { target: { value: string } }) => onChange(event.target.value);
  if (field.as === 'person') return <PersonPicker label={field.label} personId={value} onPick={onChange} />;
  if (field.as === 'several') {
    const { label, none, rows } = field;
    return (
      <MultiPick
        label={label}
        none={none}
        rows={rows}
        chosen={parted(value)}
        onChange={(ids) => onChange(joined(ids))}
      />
    );
  }
  return (
    <Field label={field.label} hint={problem && `The office said: ${problem}`}>
      {(own) => {
        switch (field.as) {
          case 'line':
            return (
              <input
                {...own}
                dir="auto"
                required={field.required}
                maxLength={field.max}
                value={value}
                onChange={change}
              />
            );
          case 'text':
            return (
              <textarea
                {...own}
                dir="auto"
                rows={5}
                required={field.required}
                maxLength={field.max}
                value={value}
                onChange={change}
              />
            );
          case 'number':
            return <input {...own} type="number" step="any" value={value} onChange={change} />;
          case 'date':
            return <input {...own} type="date" value={value} onChange={change} />;
          case 'yes-no':
            return (
              <select {...own} value={value} onChange={change}>
                {!field.required && <option value="">Not set</option>}
                <option value="yes">Yes</option>
                <option value="no">No</option>
              </select>
            );
          case 'choice':
            return (
              <select {...own} value={value} onChange={change}>
                {field.none !== null && <option value="">{field.none}</option>}
                {/* What was chosen may be out of use by now: it stands here until another is. */}
                {value !== '' && !field.options.some(([option]) => option === value) && (
                  <option value={value}>As before (no longer in use)</option>
                )}
                {field.options.map(([option, label]) => (
                  <option key={option} value={option}>
                    {label}
                  </option>
                ))}
              </select>
            );
        }
      }}
    </Field>
  );
}
