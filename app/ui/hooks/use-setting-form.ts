import { useMemo } from 'react';
import { draftOfForm } from '../words/form-draft.ts';
import { useDraft, type DraftHandle } from './use-draft.ts';

export interface SettingForm<F> {
  form: F;
  loaded: boolean;
  /** Whether something was typed that is not saved. */
  typed: boolean;
  /** Whether what stands has become another since typing began: saving would lie over that. */
  overtaken: boolean;
  change: (part: Partial<F>) => void;
  handle: DraftHandle;
}

/**
 * The form of an entry of a list. What is typed is kept on the device as every draft is, and holds for nobody before it
 * is saved; until something is typed the form shows what stands.
 *
 * @param standing the form of what stands now, or an empty one
 * @param read the form of a stored draft, null where it is none
 */
export function useSettingForm<F extends object>(
  field: string,
  standing: F,
  read: (body: string) => F | null,
): SettingForm<F> {
  const handle = useDraft(field);
  const { draft, loaded, change: keep, current } = handle;
  const stored = useMemo(() => read(draft.body), [read, draft.body]);
  const stands = draftOfForm(standing);
  // On what was typed last, drawn or not.
  const change = (part: Partial<F>) => {
    const { body, from = stands } = current();
    const next = draftOfForm({ ...(read(body) ?? standing), ...part });
    // What says what stands anyway is nothing that was typed.
    keep({ body: next === stands ? '' : next, internal: false, from });
  };
  return {
    form: stored ?? standing,
    loaded,
    typed: stored !== null,
    overtaken: stored !== null && draft.from !== undefined && draft.from !== stands,
    change,
    handle,
  };
}
