import { useId, useState } from 'react';
import { followed } from '../words/followed-form.ts';
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

/** What has come to stand while somebody edits, null while nothing has, and the id of the place where it is told. */
export interface Meanwhile {
  id: string;
  standing: string | null;
}

/**
 * The text as it is being edited, kept on the device like a reply: a reload and Escape lose nothing. An emptied text is
 * no draft and lives only as long as the form. `begun` says that it comes from an earlier time. What nobody touched
 * follows what comes; `meanwhile` tells what has come under something that was typed (SPEC M3, D10).
 */
export function useEditing({ field, ticketId, standing, internal = false }: EditedText, onDone: () => void) {
  const handle = useDraft(field);
  const { draft, change, clear } = handle;
  const id = useId();
  const [touched, setTouched] = useState(false);
  /** On what a text was typed that was emptied since. */
  const [emptied, setEmptied] = useState<string | null>(null);
  const from = draft.body === '' ? emptied : draft.from;
  const typed = draft.body || (emptied === null ? standing : '');
  const now = followed({ text: from ?? standing }, { text: typed }, { text: standing });
  const type = (text: string) => {
    setTouched(true);
    setEmptied(text === '' ? now.began.text : null);
    change({ body: text, internal, about: ticketId, from: now.began.text });
  };
  /** Saved or cancelled: the draft goes. One that could not be removed shows itself at the next edit. */
  const leave = () => {
    onDone();
    void clear().catch(() => undefined);
  };
  const meanwhile: Meanwhile = { id, standing: now.meanwhile.length ? standing : null };
  return { handle, text: now.form.text, type, leave, begun: !touched && draft.body !== '', meanwhile };
}
