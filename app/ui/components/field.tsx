import { useId, type ReactNode } from 'react';
import '../styles/drafts.css';

interface FieldAttributes {
  id: string;
  className: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

export interface FieldProps {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  /** What has come to stand here while somebody types, '' while nothing has: read out when it comes. */
  told?: string | undefined;
  optional?: boolean;
  children: (attributes: FieldAttributes) => ReactNode;
}

/** A labelled control with its hint and what is wrong with it, tied together for every reader. */
export function Field({ label, hint, problem, told, optional = false, children }: FieldProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const toldId = `${id}-told`;
  const attributes: FieldAttributes = { id, className: 'input' };
  const notes = [...(hint || problem ? [noteId] : []), ...(told ? [toldId] : [])];
  if (notes.length) attributes['aria-describedby'] = notes.join(' ');
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
      {told !== undefined && (
        <p id={toldId} role="status" className="field-hint meanwhile">
          {told}
        </p>
      )}
    </div>
  );
}
