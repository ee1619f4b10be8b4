import type { ReactNode } from 'react';
import { priorities, statuses, type Priority, type Status } from '../../../shared/model/ticket.ts';
import { useSettingEntry, type FormKind } from '../hooks/use-setting-entry.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { byName, staffOf } from '../words/choices.ts';
import type { Problems } from '../words/form-draft.ts';
import { priorityLabels, statusLabels } from '../words/labels.ts';
import { emptyMacro, formOfMacro, macroOfDraft, macroOfForm, type MacroForm } from '../words/macro-form.ts';
import { FieldContents } from './field-contents.tsx';
import { Field } from './field.tsx';
import { MultiPick } from './multi-pick.tsx';
import { NameField } from './name-field.tsx';
import { NoSuchSetting } from './no-such-setting.tsx';
import { PreparedText } from './prepared-text.tsx';
import { SettingEditor } from './setting-editor.tsx';

const backTo = '/settings#macros';

const kind: FormKind<'macro', MacroForm> = {
  what: 'macro',
  empty: emptyMacro,
  of: formOfMacro,
  ofDraft: macroOfDraft,
};

/** A macro: made, or changed. `id` is `new` for one that is not there yet. */
export function MacroEditor({ id }: { id: string }): ReactNode {
  const entry = useSettingEntry(id, kind, macroOfForm, backTo);
  const { value, there, typing } = entry;
  if (id !== 'new' && !value) return <NoSuchSetting what="macro" there={there} backTo={backTo} />;
  const problems = entry.problems ?? {};
  const parts = { form: typing.form, problems, onChange: typing.change };
  return (
    <SettingEditor
      title={id === 'new' ? 'New macro' : `Macro “${value?.name ?? ''}”`}
      backTo={backTo}
      entry={entry}
      draftName={(body) => macroOfDraft(body)?.name || 'Without a name'}
    >
      <NameField
        name={typing.form.name}
        problem={problems['name']}
        onChange={(name) => typing.change({ name })}
      />
      <Words {...parts} />
      <Fields {...parts} />
      <FieldContents
        fields={typing.form.fields}
        problem={problems['fields']}
        onChange={(fields) => typing.change({ fields })}
      />
    </SettingEditor>
  );
}

interface PartProps {
  form: MacroForm;
  problems: Problems;
  onChange: (part: Partial<MacroForm>) => void;
}

/** What it says. */
function Words({ form, problems, onChange }: PartProps): ReactNode {
  const kinds = [
    ['none', 'Says nothing', { says: false }],
    ['public', 'Public reply', { says: true, internal: false }],
    ['internal', 'Internal note', { says: true, internal: true }],
  ] as const;
  const now = !form.says ? 'none' : form.internal ? 'internal' : 'public';
  return (
    <section className="form-part" aria-labelledby="macro-words">
      <h2 id="macro-words">What it says</h2>
      <fieldset className="priority-ticks">
        <legend className="unseen">Kind of message</legend>
        {kinds.map(([key, label, part]) => (
          <label key={key} className="settings-check">
            <input type="radio" name="macro-says" checked={now === key} onChange={() => onChange(part)} />
            {label}
          </label>
        ))}
      </fieldset>
      {form.says && (
        <PreparedText
          label="Text"
          text={form.text}
          problem={problems['text']}
          onChange={(text) => onChange({ text })}
        />
      )}
    </section>
  );
}

/** What it changes. */
function Fields({ form, problems, onChange }: PartProps): ReactNode {
  const { directory } = useWorkspace();
  const people = staffOf(directory).map(({ id, name }) => [id, name] as const);
  const categories = byName(directory.categories.values()).map(({ id, name }) => [id, name] as const);
  const teams = byName(directory.teams.values()).map(({ id, name }) => [id, name] as const);
  return (
    <section className="form-part" aria-labelledby="macro-fields">
      <h2 id="macro-fields">What it changes</h2>
      {problems['steps'] && <p className="field-problem">{problems['steps']}</p>}
      <div className="form-pair">
        <Choice
          label="Status"
          value={form.status}
          options={statuses.map((status) => [status, statusLabels[status]])}
          onPick={(status) => onChange({ status: status as Status | null })}
        />
        <Choice
          label="Priority"
          value={form.priority}
          options={priorities.toReversed().map((priority) => [priority, priorityLabels[priority]])}
          onPick={(priority) => onChange({ priority: priority as Priority | null })}
        />
        <Choice
          label="Category"
          value={form.categoryId}
          problem={problems['categoryId']}
          options={[['', 'No category'], ...categories]}
          onPick={(categoryId) => onChange({ categoryId })}
        />
        <Choice
          label="Assignee"
          value={form.assignee}
          problem={problems['assignee']}
          options={[['me', 'Whoever runs it'], ['nobody', 'Nobody'], ...people]}
          onPick={(assignee) => onChange({ assignee })}
        />
        <Choice
          label="Team"
          value={form.teamId}
          problem={problems['teamId']}
          options={[['', 'No team'], ...teams]}
          onPick={(teamId) => onChange({ teamId })}
        />
        <MultiPick
          label="Tags to put on"
          none="No tags"
          rows={directory.tags}
          chosen={form.addTagIds}
          problem={problems['tags']}
          onChange={(addTagIds) => onChange({ addTagIds })}
        />
        <MultiPick
          label="Tags to take off"
          none="No tags"
          rows={directory.tags}
          chosen={form.removeTagIds}
          onChange={(removeTagIds) => onChange({ removeTagIds })}
        />
      </div>
    </section>
  );
}

interface ChoiceProps {
  label: string;
  /** Null leaves it as it is. */
  value: string | null;
  options: readonly (readonly [value: string, label: string])[];
  problem?: string | undefined;
  onPick: (value: string | null) => void;
}

const asItIs = 'as-it-is';

function Choice({ label, value, options, problem, onPick }: ChoiceProps): ReactNode {
  const known = value === null || options.some(([one]) => one === value);
  return (
    <Field label={label} problem={problem}>
      {(own) => (
        <select
          {...own}
          value={value ?? asItIs}
          onChange={(event) => onPick(event.target.value === asItIs ? null : event.target.value)}
        >
          <option value={asItIs}>Stays as it is</option>
          {!known && <option value={value ?? ''}>Not there any more</option>}
          {options.map(([one, words]) => (
            <option key={one} value={one}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
