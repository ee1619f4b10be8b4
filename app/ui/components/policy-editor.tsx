import { useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { settingRef, settingValue } from '../../../shared/model/setting.ts';
import { lastOrder } from '../../../shared/rules/sla/order.ts';
import { mutate, newId } from '../../mutate.ts';
import { settingDraftKey } from '../../queries/setting-drafts.ts';
import { useSettingForm } from '../hooks/use-setting-form.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { grantsIn } from '../words/choices.ts';
import type { Problems } from '../words/form-draft.ts';
import {
  emptyPolicy,
  formOfPolicy,
  policyOfDraft,
  policyOfForm,
  type PolicyForm,
} from '../words/policy-form.ts';
import { planProblems } from '../words/setting-problems.ts';
import { ConditionFields } from './condition-fields.tsx';
import { Field } from './field.tsx';
import { MeasureFields } from './measure-fields.tsx';
import { NoSuchSetting } from './no-such-setting.tsx';
import { PolicyExample } from './policy-example.tsx';
import { SettingEditor } from './setting-editor.tsx';
import { TargetFields } from './target-fields.tsx';
import { useKeep } from './toasts.tsx';

const backTo = '/settings#sla';

/** An SLA policy: made, or changed. `id` is `new` for one that is not there yet. */
export function PolicyEditor({ id }: { id: string }): ReactNode {
  const { directory, me, promises } = useWorkspace();
  const keep = useKeep();
  const [, navigate] = useLocation();
  const [freshId] = useState(newId);
  const [tried, setTried] = useState(false);
  const setting = id === 'new' ? undefined : directory.settings.get(id);
  const value = useMemo(() => setting && settingValue('sla-policy', setting), [setting]);
  const standing = useMemo(() => (value ? formOfPolicy(value) : emptyPolicy()), [value]);
  const typing = useSettingForm(settingDraftKey('sla-policy', id), standing, policyOfDraft);
  if (id !== 'new' && !value)
    return <NoSuchSetting what="policy" there={setting?.what === 'sla-policy'} backTo={backTo} />;

  const settingId = setting?.id ?? freshId;
  const check = (form: PolicyForm) => {
    // A new one is asked after all others; where it stands is changed in the list.
    const read = policyOfForm(form, value?.order ?? lastOrder(promises?.policies ?? []));
    if (read.problems) return read;
    const args = { id: settingId, value: read.value };
    return { ...read, problems: planProblems('sla-policy', args, directory, grantsIn(directory, me)) };
  };
  const { form, change } = typing;
  const save = async (): Promise<Problems> => {
    // Nothing to say to the office: it stands as it is shown.
    if (setting && !setting.archived && !typing.typed) {
      navigate(backTo);
      return {};
    }
    setTried(true);
    const { value: next, problems } = check(form);
    if (!next || Object.keys(problems).length) return problems ?? {};
    if (await keep(mutate('sla-policy.set', { id: settingId, value: next, archived: false }))) {
      await typing.handle.clear();
      navigate(backTo);
    }
    return {};
  };
  const problems = tried ? (check(form).problems ?? {}) : {};
  return (
    <SettingEditor
      title={id === 'new' ? 'New SLA policy' : `SLA policy “${value?.name ?? ''}”`}
      backTo={backTo}
      setting={typing}
      archived={setting?.archived ?? false}
      waiting={directory.waiting.has(rowKey(settingRef(settingId)))}
      problems={tried ? problems : null}
      onSave={save}
      draftName={(body) => policyOfDraft(body)?.name || 'Without a name'}
    >
      <Field label="Name" problem={problems['name']}>
        {(own) => (
          <input
            {...own}
            dir="auto"
            autoComplete="off"
            maxLength={limits.name}
            value={form.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <ConditionFields form={form} problems={problems} onChange={change} />
      <TargetFields form={form} problems={problems} onChange={change} />
      <MeasureFields form={form} problems={problems} onChange={change} />
      <PolicyExample form={form} />
    </SettingEditor>
  );
}
