import { useMemo } from 'react';
import { draftOfForm } from '../words/form-draft.ts';
import { followed, type Followed } from '../words/followed-form.ts';
import { useSettingForm } from './use-setting-form.ts';

export interface EntryTyping<F> extends Followed<F> {
  loaded: boolean;
  change: (part: Partial<F>) => void;
  /** Saved or given up: what was typed goes. One that could not be removed shows itself the next time. */
  clear: () => void;
}

/**
 * The form of something under a ticket that others may change too. What is typed is kept on the device as every draft is;
 * what was not touched follows what comes, and where both happened to one field it is told (SPEC M3, D10).
 *
 * @param field under which the draft is kept
 * @param standing the form of what stands now
 * @param read the form of a stored draft, null where it is none
 */
export function useEntryForm<F extends Record<string, unknown>>(
  field: string,
  standing: F,
  read: (body: string) => F | null,
): EntryTyping<F> {
  const { form: typed, loaded, change, handle } = useSettingForm(field, standing, read);
  const { from = draftOfForm(standing) } = handle.draft;
  const began = useMemo(() => read(from), [read, from]);
  return {
    ...followed(began ?? standing, typed, standing),
    loaded,
    change,
    clear: () => void handle.clear().catch(() => undefined),
  };
}
