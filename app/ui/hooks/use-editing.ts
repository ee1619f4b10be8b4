import { useState } from 'react';
import { useDraft } from './use-draft.ts';

/** A text of a ticket that may be edited in its place. */
export interface EditedText {
  /** Under which its draft is kept. */
  field: string;
  ticketId: string;
  /** What stands there. */
  standing: string;
  /** Whether requesters may not see it. */
  internal?: boolean;
}

/**
 * The text as it is being edited, kept on the device like a reply: a reload and Escape lose nothing. An emptied text is
 * no draft and lives only as long as the form. `begun` says that it comes from an earlier time.
 */
export function useEditing({ field, ticketId, standing, internal = false }: EditedText, onDone: () => void) {
  const handle = useDraft(field);
  const { draft, change, clear } = handle;
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string) => {
    setTyped(text);
    change({ body: text, internal, about: ticketId, from: draft.from ?? standing });
  };
  /** Saved or cancelled: the draft goes. One that could not be removed shows itself at the next edit. */
  const leave = () => {
    onDone();
    void clear().catch(() => undefined);
  };
  const text = draft.body || (typed === '' ? '' : standing);
  return { handle, text, type, leave, begun: typed === null && draft.body !== '' };
}
