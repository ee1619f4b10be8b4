import { useId, useState, type ReactNode } from 'react';
import type { FieldValue } from '../../../shared/model/conversation.ts';
import { choicesIn, type Field as TenantField } from '../../../shared/model/directory.ts';
import { choicesOver } from '../../../shared/mutations/field.ts';
import { isBlank } from '../../../shared/rules/required-fields.ts';
import { mutate } from '../../mutate.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { useWish } from '../hooks/use-wish.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { fieldsInUse } from '../words/choices.ts';
import { fieldPlace } from '../words/field-place.ts';
import { typedOf, valueTyped, type TypedType } from '../words/field-typing.ts';
import { statusLabels } from '../words/labels.ts';
import { FilledFields } from './filled-fields.tsx';
import { KeptField } from './kept-field.tsx';
import { WaitingMark } from './marks.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';
import { TypedInput } from './typed-input.tsx';

type Value = FieldValue['value'];

/** The tenant's own fields, each by its type. */
export function FieldEditors({ detail, waiting }: { detail: TicketDetail; waiting: boolean }): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const { ticket, values } = detail;
  const fields = fieldsInUse(directory);
  // Of those out of use what was filled in is still there to be read.
  const others = values.filter(({ id, value }) => !isBlank(value) && directory.fields.get(id)?.archived);
  if (fields.length === 0 && others.length === 0) return null;
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
              ticketId={ticket.id}
              onValue={(next) =>
                keep(mutate('field.set', { ticketId: ticket.id, fieldId: field.id, value: next }))
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
      {others.length > 0 && (
        <dl className="plain-facts" data-testid="fields-out-of-use">
          <FilledFields values={others} mark=" (out of use)" />
        </dl>
      )}
    </>
  );
}

export interface FieldEditorProps {
  field: TenantField;
  value: Value;
  /** Answers whether it was kept, where that is known. */
  onValue: (value: Value) => Promise<boolean> | void;
  /** The ticket it is filled in on: what is typed has a draft there, as it has with the form elsewhere. */
  ticketId?: string;
}

/** A field to be filled in, each type in its own way; told as soon as there is a value. */
export function FieldEditor({ field, value, onValue, ticketId }: FieldEditorProps): ReactNode {
  const { type } = field;
  switch (type) {
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
    case 'date':
    case 'text':
      return ticketId === undefined ? (
        <TypedField field={field} type={type} value={value} onValue={onValue} />
      ) : (
        <KeptField field={field} type={type} value={value} onValue={onValue} ticketId={ticketId} />
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
    void onValue(next.length ? next.join('\n') : null);
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

/** In a form, which keeps it as soon as the person leaves it or presses Enter. Escape takes it back. */
function TypedField({ field, type, value, onValue }: FieldEditorProps & { type: TypedType }): ReactNode {
  const stored = typedOf(value);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? stored;
  const commit = () => {
    const next = valueTyped(type, text);
    if (next === undefined) return;
    setTyped(null);
    if (next !== value) void onValue(next);
  };
  return (
    <TypedInput
      label={field.label}
      type={type}
      text={text}
      told=""
      onType={setTyped}
      onLeave={commit}
      onEnter={commit}
      onEscape={() => setTyped(null)}
    />
  );
}
