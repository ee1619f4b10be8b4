import { useId, useState, type InputHTMLAttributes, type ReactNode } from 'react';
import type { FieldValue } from '../../../shared/model/conversation.ts';
import { choicesIn, type Field as TenantField } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { choicesOver } from '../../../shared/mutations/field.ts';
import { isBlank } from '../../../shared/rules/required-fields.ts';
import { mutate } from '../../mutate.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { useWish } from '../hooks/use-wish.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { fieldsInUse } from '../words/choices.ts';
import { cleanText } from '../words/clean-text.ts';
import { fieldPlace } from '../words/field-place.ts';
import { followed, meanwhileWords } from '../words/followed-form.ts';
import { statusLabels } from '../words/labels.ts';
import { Field } from './field.tsx';
import { WaitingMark } from './marks.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';

type Value = FieldValue['value'];

/** The tenant's own fields, each by its type. */
export function FieldEditors({ detail, waiting }: { detail: TicketDetail; waiting: boolean }): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const { ticket, values } = detail;
  const fields = fieldsInUse(directory);
  if (fields.length === 0) return null;
  return (
    <>
      {waiting && <WaitingMark />}
      {fields.map((field) => {
        const value = values.find((row) => row.id === field.id)?.value ?? null;
        const { requiredIn = [] } = field;
        return (
          // What a move leads to where it lacks this one.
          <div key={field.id} id={fieldPlace(field.id)}>
            <FieldEditor
              field={field}
              value={value}
              onValue={(next) =>
                void keep(mutate('field.set', { ticketId: ticket.id, fieldId: field.id, value: next }))
              }
            />
            {requiredIn.length > 0 && isBlank(value) && (
              <p className="field-hint">
                Needed for {requiredIn.map((status) => statusLabels[status]).join(', ')}
              </p>
            )}
          </div>
        );
      })}
    </>
  );
}

export interface FieldEditorProps {
  field: TenantField;
  value: Value;
  onValue: (value: Value) => void;
}

/** A field to be filled in, each type in its own way; told as soon as there is a value. */
export function FieldEditor({ field, value, onValue }: FieldEditorProps): ReactNode {
  switch (field.type) {
    case 'select':
      return (
        <Pick label={field.label} value={String(value ?? '')} onPick={(option) => onValue(option || null)}>
          <option value="">Not set</option>
          {/* One that is no choice any more stays what was said. */}
          {typeof value === 'string' && value !== '' && !field.options.includes(value) && (
            <option>{value}</option>
          )}
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </Pick>
      );
    case 'choices':
      return <Choices field={field} value={value} onValue={onValue} />;
    case 'boolean':
      return (
        <Pick
          label={field.label}
          value={value === null ? '' : value === true ? 'yes' : 'no'}
          onPick={(answer) => onValue(answer === '' ? null : answer === 'yes')}
        >
          <option value="">Not set</option>
          <option value="yes">Yes</option>
          <option value="no">No</option>
        </Pick>
      );
    case 'number':
      return (
        <Typed field={field} value={value} onValue={onValue} attributes={{ type: 'number', step: 'any' }} />
      );
    case 'date':
      return <Typed field={field} value={value} onValue={onValue} attributes={{ type: 'date' }} />;
    case 'text':
      return (
        <Typed field={field} value={value} onValue={onValue} attributes={{ maxLength: limits.fieldText }} />
      );
  }
}

function Choices({ field, value, onValue }: FieldEditorProps): ReactNode {
  const id = useId();
  const choices = choicesOver(field.options, value);
  // The next tick is counted from what was ticked, also where that does not stand on the device yet.
  const [chosen, wish] = useWish(typeof value === 'string' ? choicesIn(value) : [], value);
  const choose = (option: string, on: boolean) => {
    const next = choices.filter((one) => (one === option ? on : chosen.includes(one)));
    wish(next);
    onValue(next.length ? next.join('\n') : null);
  };
  return (
    <div className="pick" role="group" aria-labelledby={id}>
      <span className="pick-label" id={id}>
        {field.label}
      </span>
      <div className="field-choices">
        {choices.map((option) => (
          <label key={option} dir="auto">
            <input
              type="checkbox"
              checked={chosen.includes(option)}
              onChange={(event) => choose(option, event.target.checked)}
            />
            {option}
            {!field.options.includes(option) && <small> no longer offered</small>}
          </label>
        ))}
      </div>
    </div>
  );
}

function valueOf(field: TenantField, typed: string): Value {
  if (typed.trim() === '') return null;
  return field.type === 'number' ? Number(typed) : cleanText(typed);
}

/** Written when the person leaves it or presses Enter: a value half typed is nobody's business. Escape takes it back. */
function Typed({
  field,
  value,
  onValue,
  attributes,
}: FieldEditorProps & { attributes: InputHTMLAttributes<HTMLInputElement> }): ReactNode {
  const [typed, setTyped] = useState<{ from: string; text: string } | null>(null);
  const stored = value === null ? '' : String(value);
  const { form, began, meanwhile } = followed(
    { text: typed?.from ?? stored },
    { text: typed?.text ?? stored },
    { text: stored },
  );
  const commit = () => {
    setTyped(null);
    if (form.text === stored) return;
    const next = valueOf(field, form.text);
    if (next !== value && !Number.isNaN(next)) onValue(next);
  };
  return (
    <Field label={field.label} told={meanwhile.length ? meanwhileWords(stored, 'Leaving the field') : ''}>
      {(own) => (
        <input
          {...own}
          {...attributes}
          dir="auto"
          placeholder="Not set"
          value={form.text}
          onChange={(event) => setTyped({ from: began.text, text: event.target.value })}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setTyped(null);
          }}
        />
      )}
    </Field>
  );
}
