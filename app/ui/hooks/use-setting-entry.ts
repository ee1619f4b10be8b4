import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import {
  settingRef,
  settingValue,
  type SettingKind,
  type SettingValue,
} from '../../../shared/model/setting.ts';
import type { MutationArgs } from '../../../shared/mutations/registry.ts';
import { mutate, newId } from '../../mutate.ts';
import { settingDraftKey } from '../../queries/setting-drafts.ts';
import { useKeep } from '../components/toasts.tsx';
import { grantsIn } from '../words/choices.ts';
import { nameProblem, namedOn } from '../words/list-entries.ts';
import type { Problems } from '../words/form-draft.ts';
import { planProblems } from '../words/setting-problems.ts';
import { useSettingForm, type SettingForm } from './use-setting-form.ts';
import { useWorkspace } from './workspace-context.tsx';

/** How a list's values are typed; the same object at every drawing. */
export interface FormKind<K extends SettingKind, F> {
  what: K;
  empty: () => F;
  of: (value: SettingValue<K>) => F;
  ofDraft: (body: string) => F | null;
}

type Read<K extends SettingKind> =
  { value: SettingValue<K>; problems?: never } | { value?: never; problems: Problems };

export interface SettingEntry<K extends SettingKind, F> {
  /** What stands; undefined for a new one, and for one that this version of the app cannot read. */
  value: SettingValue<K> | undefined;
  /** Whether the address names an entry of this list, or a new one. */
  there: boolean;
  archived: boolean;
  waiting: boolean;
  typing: SettingForm<F>;
  /** What keeps it from being saved; null until that was tried. */
  problems: Problems | null;
  /** Saves it and goes back to the list; answers what keeps it from being saved. */
  save: () => Promise<Problems>;
}

/**
 * One entry of the admins' lists in its form: `id`, or `new` for one that is not there yet.
 *
 * @param valueOf the value a form stands for, and where there is one already what stands
 * @param backTo where the list is
 */
export function useSettingEntry<K extends SettingKind, F extends object>(
  id: string,
  kind: FormKind<K, F>,
  valueOf: (form: F, present: SettingValue<K> | undefined) => Read<K>,
  backTo: string,
): SettingEntry<K, F> {
  const { directory, me } = useWorkspace();
  const keep = useKeep();
  const [, navigate] = useLocation();
  const [freshId] = useState(newId);
  const [tried, setTried] = useState(false);
  const { what } = kind;
  const setting = directory.settings.get(id);
  const value = useMemo(() => setting && settingValue(what, setting), [setting, what]);
  const standing = useMemo(() => (value ? kind.of(value) : kind.empty()), [value, kind]);
  const typing = useSettingForm(settingDraftKey(what, id), standing, kind.ofDraft);
  const settingId = setting?.id ?? freshId;

  const check = (): { value?: SettingValue<K>; problems: Problems } => {
    const read = valueOf(typing.form, value);
    if (read.problems) return read;
    const args = { id: settingId, value: read.value };
    const named = nameProblem(
      settingId,
      read.value.name,
      namedOn(what, directory.settings.values()),
      limits.name,
    );
    const problems = planProblems(what, args, directory, grantsIn(directory, me));
    return { ...read, problems: { ...problems, ...(named && { name: named }) } };
  };
  const save = async (): Promise<Problems> => {
    // Nothing to say to the office where it stands as it is shown.
    if (!setting || setting.archived || typing.typed) {
      setTried(true);
      const { value: next, problems } = check();
      if (Object.keys(problems).length) return problems;
      const args = { id: settingId, value: next, archived: false } as MutationArgs<`${K}.set`>;
      if (!(await keep(mutate(`${what}.set`, args)))) return {};
      // It is saved: a draft that cannot be removed shows itself the next time.
      await typing.handle.clear().catch(() => undefined);
    }
    navigate(backTo);
    return {};
  };
  return {
    value,
    there: id === 'new' || setting?.what === what,
    archived: setting?.archived ?? false,
    waiting: directory.waiting.has(rowKey(settingRef(settingId))),
    typing,
    problems: tried ? check().problems : null,
    save,
  };
}
