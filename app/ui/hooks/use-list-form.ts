import { useCallback } from 'react';
import type * as z from 'zod/mini';
import { settingDraftKey, type ListKind } from '../../queries/setting-drafts.ts';
import { formOfDraft } from '../words/form-draft.ts';
import type { DraftHandle } from './use-draft.ts';
import { useSettingForm, type SettingForm } from './use-setting-form.ts';

interface Entry<F> {
  what: ListKind;
  /** Undefined for one that is not there yet. */
  id: string | undefined;
  /** The form of what stands now, or an empty one; with what is not typed and still to be told where it changes. */
  standing: F;
  /** The form as a draft keeps it; the same object at every drawing. */
  schema: z.ZodMiniType<F>;
}

export interface ListTyping<F> extends Pick<SettingForm<F>, 'form' | 'change' | 'typed' | 'overtaken'> {
  /** Saved or given up: closes, and what was typed goes. */
  leave: () => void;
  handle: DraftHandle;
}

/** The form of an entry of a short list, in a dialog: what is typed is kept on this device until it is saved or given up. */
export function useListForm<F extends object>(
  { what, id = 'new', standing, schema }: Entry<F>,
  onClose: () => void,
): ListTyping<F> {
  const read = useCallback((body: string) => formOfDraft(body, schema), [schema]);
  const typing = useSettingForm(settingDraftKey(what, id), standing, read);
  const { form, change, typed, overtaken, handle } = typing;
  const leave = () => {
    handle.letGo();
    onClose();
  };
  return { form, change, typed, overtaken, leave, handle };
}
