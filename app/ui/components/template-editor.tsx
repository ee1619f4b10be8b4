import type { ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { priorities, type Priority } from '../../../shared/model/ticket.ts';
import { useSettingEntry, type FormKind } from '../hooks/use-setting-entry.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName } from '../words/choices.ts';
import type { Problems } from '../words/form-draft.ts';
import { priorityLabels } from '../words/labels.ts';
import {
  emptyTemplate,
  formOfTemplate,
  templateOfDraft,
  templateOfForm,
  type TemplateForm,
} from '../words/template-form.ts';
import { Field } from './field.tsx';
import { FieldContents } from './field-contents.tsx';
import { MultiPick } from './multi-pick.tsx';
import { NameField } from './name-field.tsx';
import { NoSuchSetting } from './no-such-setting.tsx';
import { Pick } from './pick.tsx';
import { SettingEditor } from './setting-editor.tsx';

const backTo = '/settings#templates';

const kind: FormKind<'ticket-template', TemplateForm> = {
  what: 'ticket-template',
  empty: emptyTemplate,
  of: formOfTemplate,
  ofDraft: templateOfDraft,
};

/** A template of tickets: made, or changed. `id` is `new` for one that is not there yet. */
export function TemplateEditor({ id }: { id: string }): ReactNode {
  const entry = useSettingEntry(id, kind, templateOfForm, backTo);
  const { value, there, typing } = entry;
  if (id !== 'new' && !value) return <NoSuchSetting what="template" there={there} backTo={backTo} />;
  const { form, change } = typing;
  const problems = entry.problems ?? {};
  return (
    <SettingEditor
      title={id === 'new' ? 'New ticket template' : `Ticket template “${value?.name ?? ''}”`}
      backTo={backTo}
      entry={entry}
      draftName={(body) => templateOfDraft(body)?.name || 'Without a name'}
    >
      <NameField name={form.name} problem={problems['name']} onChange={(name) => change({ name })} />
      <Words form={form} change={change} problems={problems} />
      <Sorting form={form} change={change} problems={problems} />
      <FieldContents
        fields={form.fields}
        problem={problems['fields']}
        onChange={(fields) => change({ fields })}
      />
      <Field
        label="Checklist"
        hint="One item on each line; every ticket gets a list of its own."
        problem={problems['checklist']}
        optional
      >
        {(own) => (
          <textarea
            {...own}
            dir="auto"
            rows={8}
            value={form.checklist}
            onChange={(event) => change({ checklist: event.target.value })}
          />
        )}
      </Field>
    </SettingEditor>
  );
}

interface PartProps {
  form: TemplateForm;
  change: (part: Partial<TemplateForm>) => void;
  problems: Problems;
}

function Words({ form, change, problems }: PartProps): ReactNode {
  return (
    <>
      <Field
        label="Title"
        hint="Left empty, whoever files the ticket gives it one."
        problem={problems['title']}
        optional
      >
        {(own) => (
          <input
            {...own}
            dir="auto"
            maxLength={limits.title}
            value={form.title}
            onChange={(event) => change({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label="Description" problem={problems['description']} optional>
        {(own) => (
          <textarea
            {...own}
            dir="auto"
            rows={5}
            maxLength={limits.description}
            value={form.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Sorting({ form, change, problems }: PartProps): ReactNode {
  const { directory } = useWorkspace();
  const { categories, teams } = directory;
  return (
    <>
      <div className="form-pair">
        <Pick
          label="Priority"
          value={form.priority}
          onPick={(priority) => change({ priority: priority as Priority })}
        >
          {priorities.map((priority) => (
            <option key={priority} value={priority}>
              {priorityLabels[priority]}
            </option>
          ))}
        </Pick>
        <OnePick
          label="Category"
          none="Left to whoever files it"
          rows={categories}
          id={form.categoryId}
          problem={problems['categoryId']}
          onPick={(categoryId) => change({ categoryId })}
        />
        <OnePick
          label="Team"
          none="Left to whoever files it"
          rows={teams}
          id={form.teamId}
          problem={problems['teamId']}
          onPick={(teamId) => change({ teamId })}
        />
      </div>
      <MultiPick
        label="Tags"
        none="No tags"
        rows={directory.tags}
        chosen={form.tagIds}
        problem={problems['tagIds']}
        onChange={(tagIds) => change({ tagIds })}
      />
    </>
  );
}

interface OnePickProps {
  label: string;
  none: string;
  rows: ReadonlyMap<string, { id: string; name: string; archived: boolean }>;
  id: string | null;
  problem: string | undefined;
  onPick: (id: string | null) => void;
}

/** One of a list of the tenant's; what is chosen and out of use by now stands there until it is changed. */
function OnePick({ label, none, rows, id, problem, onPick }: OnePickProps): ReactNode {
  const gone = id !== null && rows.get(id)?.archived !== false;
  return (
    <div data-invalid={problem ? true : undefined} tabIndex={problem ? -1 : undefined}>
      <Pick label={label} value={id ?? ''} onPick={(next) => onPick(next || null)}>
        <option value="">{none}</option>
        {gone && <option value={id}>{`${rows.get(id)?.name ?? 'Not there any more'} (out of use)`}</option>}
        {byName(rows.values()).map((row) => (
          <option key={row.id} value={row.id}>
            {row.name}
          </option>
        ))}
      </Pick>
      {problem && <p className="field-problem">{problem}</p>}
    </div>
  );
}
