import type * as z from 'zod/mini';
import { draftOfForm, formOfDraft } from '../words/form-draft.ts';
import { followed, meanwhileWords } from '../words/followed-form.ts';
import { useDraft, type Draft, type DraftHandle } from './use-draft.ts';

/** The form of something under a ticket. */
interface Entry<F> {
  /** Under which its draft is kept. */
  field: string;
  ticketId: string;
  /** The form of what stands now. */
  standing: F;
  /** The form as a draft keeps it. */
  schema: z.ZodMiniType<F>;
}

export interface EntryTyping<F> {
  form: F;
  loaded: boolean;
  change: (part: Partial<F>) => void;
  /** What is said at a field in which something else has come to stand meanwhile, else ''; `words`: how that is called. */
  told: (field: keyof F, words?: string) => string;
  /** Saved or given up: closes, and what was typed goes. */
  leave: () => void;
  handle: DraftHandle;
}

/**
 * The form of something under a ticket that others may change too. What is typed is kept on the device as every draft is;
 * what was not touched follows what comes, and where both happened to one field it is told (SPEC M3, D10).
 */
export function useEntryForm<F extends Record<string, string | null>>(
  { field, ticketId, standing, schema }: Entry<F>,
  onClose: () => void,
): EntryTyping<F> {
  const handle = useDraft(field);
  const { draft, loaded, change: keep, current, letGo } = handle;
  const at = ({ body, from = '' }: Draft) =>
    followed(formOfDraft(from, schema) ?? standing, formOfDraft(body, schema) ?? standing, standing);
  const { form, meanwhile } = at(draft);
  return {
    form,
    loaded,
    // On what was typed last, drawn or not.
    change: (part) => {
      const { form: typed, began } = at(current());
      const body = draftOfForm({ ...typed, ...part });
      keep({ body, internal: false, about: ticketId, from: draftOfForm(began) });
    },
    told: (key, words = standing[key] ?? '') => (meanwhile.includes(key) ? meanwhileWords(words) : ''),
    leave: () => {
      letGo();
      onClose();
    },
    handle,
  };
}
