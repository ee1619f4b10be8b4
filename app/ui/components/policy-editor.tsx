import type { ReactNode } from 'react';
import { lastOrder } from '../../../shared/rules/sla/order.ts';
import { useSettingEntry, type FormKind } from '../hooks/use-setting-entry.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import {
  emptyPolicy,
  formOfPolicy,
  policyOfDraft,
  policyOfForm,
  type PolicyForm,
} from '../words/policy-form.ts';
import { ConditionFields } from './condition-fields.tsx';
import { MeasureFields } from './measure-fields.tsx';
import { NameField } from './name-field.tsx';
import { NoSuchSetting } from './no-such-setting.tsx';
import { PolicyExample } from './policy-example.tsx';
import { SettingEditor } from './setting-editor.tsx';
import { TargetFields } from './target-fields.tsx';

const backTo = '/settings#sla';

const kind: FormKind<'sla-policy', PolicyForm> = {
  what: 'sla-policy',
  empty: emptyPolicy,
  of: formOfPolicy,
  ofDraft: policyOfDraft,
};

/** An SLA policy: made, or changed. `id` is `new` for one that is not there yet. */
export function PolicyEditor({ id }: { id: string }): ReactNode {
  const { promises } = useWorkspace();
  const entry = useSettingEntry(
    id,
    kind,
    // A new one is asked after all others; where it stands is changed in the list.
    (form, present) => policyOfForm(form, present?.order ?? lastOrder(promises?.policies ?? [])),
    backTo,
  );
  const { value, there, typing } = entry;
  if (id !== 'new' && !value) return <NoSuchSetting what="policy" there={there} backTo={backTo} />;
  const { form, change } = typing;
  const problems = entry.problems ?? {};
  return (
    <SettingEditor
      title={id === 'new' ? 'New SLA policy' : `SLA policy “${value?.name ?? ''}”`}
      backTo={backTo}
      entry={entry}
      draftName={(body) => policyOfDraft(body)?.name || 'Without a name'}
    >
      <NameField name={form.name} problem={problems['name']} onChange={(name) => change({ name })} />
      <ConditionFields form={form} problems={problems} onChange={change} />
      <TargetFields form={form} problems={problems} onChange={change} />
      <MeasureFields form={form} problems={problems} onChange={change} />
      <PolicyExample form={form} />
    </SettingEditor>
  );
}
