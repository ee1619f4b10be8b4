import { useCallback, useMemo } from 'react';
import type * as z from 'zod/mini';
import { draftOfForm, formOfDraft } from '../words/form-draft.ts';
import { followed, meanwhileWords } from '../words/followed-form.ts';
import { useSettingForm } from './use-setting-form.ts';

export interface EntryTyping<F> {
  form: F;
  loaded: boolean;
  change: (part: Partial<F>) => void;
  /** What is said at a field in which something else has come to stand meanwhile; `words`: how that is called. */
  told: (field: keyof F, words?: string) => string | undefined;
  /** Saved or given up: closes, and what was typed goes. One that could not be removed shows itself the next time. */
  leave: () => void;
}

/**
 * The form of something under a ticket that others may change too. What is typed is kept on the device as every draft is;
 * what was not touched follows what comes, and where both happened to one field it is told (SPEC M3, D10).
 *
 * @param field under which the draft is kept
 * @param standing the form of what stands now
 * @param schema the form as a draft keeps it
 */
export function useEntryForm<F extends Record<string, string | null>>(
  field: string,
  standing: F,
  schema: z.ZodMiniType<F>,
  onClose: () => void,
): EntryTyping<F> {
  const read = useCallback((body: string) => formOfDraft(body, schema), [schema]);
  const { form: typed, loaded, change, handle } = useSettingForm(field, standing, read);
  const { from = draftOfForm(standing) } = handle.draft;
  const began = useMemo(() => read(from), [read, from]);
  const { form, meanwhile } = followed(began ?? standing, typed, standing);
  return {
    form,
    loaded,
    change,
    told: (key, words = standing[key] ?? '') => (meanwhile.includes(key) ? meanwhileWords(words) : undefined),
    leave: () => {
      void handle.clear().catch(() => undefined);
      onClose();
    },
  };
}
