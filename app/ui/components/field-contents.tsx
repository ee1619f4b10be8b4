import type { ReactNode } from 'react';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { fieldsInUse } from '../words/choices.ts';
import type { FieldsForm } from '../words/template-form.ts';
import { FieldEditor } from './field-editors.tsx';

interface FieldContentsProps {
  fields: FieldsForm;
  problem: string | undefined;
  onChange: (fields: FieldsForm) => void;
}

/** What the tenant's own fields are to hold, by a template or a macro; what is not set is left as it is. */
export function FieldContents({ fields: typed, problem, onChange }: FieldContentsProps): ReactNode {
  const { directory, names } = useWorkspace();
  const fields = fieldsInUse(directory);
  const gone = Object.keys(typed).filter(
    (id) => typed[id] !== null && !fields.some((field) => field.id === id),
  );
  const put = (id: string, value: FieldsForm[string]) => onChange({ ...typed, [id]: value });
  if (fields.length + gone.length === 0) return null;
  return (
    <fieldset className="form-part" data-invalid={problem ? true : undefined}>
      <h2>Custom fields</h2>
      <div className="form-pair">
        {fields.map((field) => (
          <FieldEditor
            key={field.id}
            field={field}
            value={typed[field.id] ?? null}
            onValue={(value) => put(field.id, value)}
          />
        ))}
      </div>
      {gone.map((id) => (
        <p key={id} className="field-problem">
          {names.field(id)} is out of use.{' '}
          <button type="button" className="button button-small" onClick={() => put(id, null)}>
            Take it out
          </button>
        </p>
      ))}
      {problem && <p className="field-problem">{problem}</p>}
    </fieldset>
  );
}
