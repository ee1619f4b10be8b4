import { useId, type ReactNode } from 'react';

interface FieldAttributes {
  id: string;
  className: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

interface FieldProps {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  optional?: boolean;
  children: (attributes: FieldAttributes) => ReactNode;
}

/** A labelled control with its hint and what is wrong with it, tied together for every reader. */
export function Field({ label, hint, problem, optional = false, children }: FieldProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const attributes: FieldAttributes = { id, className: 'input' };
  if (hint || problem) attributes['aria-describedby'] = noteId;
  if (problem) attributes['aria-invalid'] = true;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <small> optional</small>}
      </label>
      {children(attributes)}
      {(problem ?? hint) && (
        <p id={noteId} className={problem ? 'field-problem' : 'field-hint'}>
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}
