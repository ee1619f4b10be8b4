import { useImperativeHandle, useLayoutEffect, useRef, type Ref, type RefObject } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { withQuote } from '../words/quote.ts';
import { useToast } from '../components/toasts.tsx';
import type { DraftHandle } from './use-draft.ts';

export interface ComposerHandle {
  /** Puts a text, quoted, into what is being written, and goes there. Of an internal text it makes an internal note. */
  quote: (text: string, internal: boolean) => void;
}

/** What is put into what is being written, and where: in place of a part of it. */
export interface Put {
  from: number;
  to: number;
  text: string;
}

/** Writes into the composer beside the keyboard. It goes through the draft, as keystrokes do: it is kept, and other windows see it. */
export function useComposerBox(
  ref: Ref<ComposerHandle>,
  { current, change }: DraftHandle,
  box: RefObject<HTMLTextAreaElement | null>,
  showBox: () => void,
): { put: (what: Put) => void; caret: () => number } {
  const toast = useToast();
  /** Where the caret goes once the text stands in the box. */
  const next = useRef<number | null>(null);
  const write = (body: string, at: number, internal = current().internal) => {
    next.current = at;
    change({ ...current(), body, internal });
    showBox();
  };
  useImperativeHandle(ref, () => ({
    quote(text, internal) {
      const { body, internal: asNote } = current();
      const quoted = withQuote(body, box.current?.selectionEnd ?? body.length, text, limits.message);
      // What requesters may not see does not get into a reply to them by a press of a button.
      write(quoted.body, quoted.caret, asNote || internal);
    },
  }));
  useLayoutEffect(() => {
    if (next.current === null) return;
    box.current?.focus();
    box.current?.setSelectionRange(next.current, next.current);
    next.current = null;
  });
  return {
    put({ from, to, text }) {
      const { body } = current();
      const whole = body.slice(0, from) + text + body.slice(to);
      if (whole.length > limits.message)
        toast({
          text: `There is no room for it: a message has at most ${limits.message.toLocaleString('en')} characters.`,
        });
      else write(whole, from + text.length);
    },
    caret: () => box.current?.selectionEnd ?? current().body.length,
  };
}
