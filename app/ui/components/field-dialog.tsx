import { useState, type ReactNode } from 'react';
import { fieldTypes, type Field as TenantField, type FieldType } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { must } from '../../../shared/lib/must.ts';
import { hasOptions } from '../../../shared/mutations/field-definition.ts';
import { requirableStatuses } from '../../../shared/rules/required-fields.ts';
import { mutate, newId } from '../../mutate.ts';
import { useListForm } from '../hooks/use-list-form.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { statusLabels } from '../words/labels.ts';
import {
  emptyField,
  fieldFormSchema,
  fieldOfForm,
  fieldTypeLabels,
  formOfField,
  type FieldForm,
} from '../words/list-entries.ts';
import { EntryForm } from './entry-form.tsx';
import { Field } from './field.tsx';
import { Pick } from './pick.tsx';
import { useKeep } from './toasts.tsx';

interface FieldDialogProps {
  field: TenantField | 'new';
  onClose: () => void;
}

/** A custom field: defined, or defined otherwise. Its type stays as it was made. */
export function FieldDialog({ field, onClose }: FieldDialogProps): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const present = field === 'new' ? undefined : field;
  const live = present && (directory.fields.get(present.id) ?? present);
  const [id] = useState(() => present?.id ?? newId());
  const standing = live ? formOfField(live) : emptyField;
  const { form, change, overtaken, leave } = useListForm(
    { what: 'field', id: present?.id, standing, schema: fieldFormSchema },
    onClose,
  );
  const read = () => fieldOfForm(form, { id, present: live, fields: directory.fields.values() });
  return (
    <EntryForm
      title={present ? `Field “${present.label}”` : 'New field'}
      testId="field-dialog"
      check={() => read().problems ?? {}}
      meanwhile={overtaken}
      save={() => keep(mutate('field.define', must(read().value, 'checked form')))}
      onClose={onClose}
      onDone={leave}
    >
      {(problems) => (
        <>
          <Field label="Label" problem={problems['label']}>
            {(own) => (
              <input
                {...own}
                dir="auto"
                autoComplete="off"
                maxLength={limits.name}
                value={form.label}
                onChange={(event) => change({ label: event.target.value })}
              />
            )}
          </Field>
          {present ? (
            <p className="field-hint">
              {fieldTypeLabels[form.type]}. The type stays: values are there already.
            </p>
          ) : (
            <Pick label="Type" value={form.type} onPick={(type) => change({ type: type as FieldType })}>
              {fieldTypes.map((type) => (
                <option key={type} value={type}>
                  {fieldTypeLabels[type]}
                </option>
              ))}
            </Pick>
          )}
          {hasOptions(form.type) && (
            <Field label="Choices" hint="One on each line." problem={problems['options']}>
              {(own) => (
                <textarea
                  {...own}
                  dir="auto"
                  rows={5}
                  value={form.options}
                  onChange={(event) => change({ options: event.target.value })}
                />
              )}
            </Field>
          )}
          <RequiredIn form={form} change={change} />
          <label className="settings-check">
            <input
              type="checkbox"
              checked={form.public}
              onChange={(event) => change({ public: event.target.checked })}
            />
            Requesters see it on their tickets
          </label>
          {present && present.public !== form.public && (
            <p className="field-hint" role="status">
              {form.public
                ? 'This holds for what is filled in from now on. What is there stays unseen.'
                : 'They are shown it no more. What was filled in until now has been on their devices.'}
            </p>
          )}
        </>
      )}
    </EntryForm>
  );
}

function RequiredIn({
  form,
  change,
}: {
  form: FieldForm;
  change: (part: Partial<FieldForm>) => void;
}): ReactNode {
  return (
    <fieldset className="tag-colors">
      <legend>Must be filled in before a ticket becomes</legend>
      {requirableStatuses.map((status) => (
        <label key={status}>
          <input
            type="checkbox"
            checked={form.requiredIn.includes(status)}
            onChange={({ target }) =>
              change({
                requiredIn: requirableStatuses.filter((one) =>
                  one === status ? target.checked : form.requiredIn.includes(one),
                ),
              })
            }
          />
          {statusLabels[status]}
        </label>
      ))}
    </fieldset>
  );
}
