import { useEffect, useState, type ReactNode } from 'react';
import * as z from 'zod/mini';
import { useEntryForm } from '../hooks/use-entry-form.ts';
import { typedOf, valueTyped, type TypedType } from '../words/field-typing.ts';
import { formOfDraft } from '../words/form-draft.ts';
import { meanwhileWords } from '../words/followed-form.ts';
import type { FieldEditorProps } from './field-editors.tsx';
import { OtherDrafts } from './other-drafts.tsx';
import { TypedInput } from './typed-input.tsx';

const schema = z.record(z.string(), z.string());
const nothing = () => undefined;

interface KeptFieldProps extends FieldEditorProps {
  type: TypedType;
  ticketId: string;
}

/**
 * A custom field of a ticket in which one types: kept as a draft at every pause, and written when the person leaves it or
 * presses Enter; Escape lets go of it. What was typed at another time, or is being typed in another window, is shown as
 * not saved, and not written by passing through (SPEC D10).
 */
export function KeptField({ field, type, value, onValue, ticketId }: KeptFieldProps): ReactNode {
  const stored = typedOf(value);
  // One types among the words of a text; a number or a day is somebody's as a whole (`own-fields.ts`).
  const key = type === 'text' ? 'words' : 'value';
  const { form, change, told, leave, loaded, handle } = useEntryForm(
    { field: `fields:${ticketId}:${field.id}`, ticketId, standing: { [key]: stored }, schema },
    nothing,
  );
  const [doing, setDoing] = useState<'resting' | 'typing' | 'saving'>('resting');
  const text = form[key] ?? stored;
  const next = valueTyped(type, text);
  const { draft, clear, current } = handle;
  const resting = doing === 'resting';
  // It came to stand, in another window or before the page went.
  const isOver = resting && loaded && draft.body !== '' && next === value;
  useEffect(() => {
    if (isOver) void clear().catch(nothing);
  }, [isOver, clear]);
  const save = async () => {
    if (next === undefined) return setDoing('resting');
    setDoing('saving');
    const { body } = current();
    const isKept = next === value || (await onValue(next));
    // What was typed since is not saved yet.
    if (isKept && current().body === body) leave();
    setDoing((now) => (now === 'saving' ? 'resting' : now));
  };
  const drop = () => {
    setDoing('resting');
    if (current().body !== '') leave();
  };
  const isOpen = resting && text !== stored && next !== value;
  const meanwhile = told(key) && meanwhileWords(stored, resting ? 'Saving' : 'Leaving the field');
  return (
    <>
      <TypedInput
        label={field.label}
        type={type}
        text={text}
        told={meanwhile}
        hint={isOpen ? 'Typed, and not saved yet.' : undefined}
        onType={(typed) => {
          setDoing('typing');
          change({ [key]: typed });
        }}
        onLeave={() => void (doing === 'typing' && save())}
        onEnter={() => void (draft.body !== '' && save())}
        onEscape={drop}
      />
      {isOpen && (
        <div
          className="conflict-actions field-open"
          role="group"
          aria-label={`${field.label}, not saved yet`}
          data-testid="field-open"
        >
          {next !== undefined && (
            <button type="button" className="button" onClick={() => void save()}>
              Save
            </button>
          )}
          <button type="button" className="button" onClick={drop}>
            Drop
          </button>
        </div>
      )}
      <OtherDrafts handle={handle} words={({ body }) => formOfDraft(body, schema)?.[key] ?? ''} />
    </>
  );
}
