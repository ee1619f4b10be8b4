import { useId, useState, type KeyboardEvent } from 'react';
import { triggerAt, type Sign, type Trigger } from '../words/trigger.ts';

/** Something that may take the place of what is sought. */
export interface Suggestion {
  id: string;
  label: string;
  /** Stands small behind the label. */
  detail?: string;
}

export interface Suggestions {
  sign: Sign | null;
  /** What fits what is sought, best first; nothing while nobody searches. */
  found: readonly Suggestion[];
  active: number;
  /** The id of the list, and of its items with their place behind it. */
  listId: string;
  /** Looks anew, after something was typed or the caret has moved. */
  look: (box: HTMLTextAreaElement) => void;
  close: () => void;
  /** Answers whether a key was meant for the list. */
  press: (event: KeyboardEvent) => boolean;
  pick: (place: number) => void;
}

/**
 * Suggestions at the caret of a text, after `/` or `@` (words/trigger.ts): the arrows choose, Enter takes, Escape leaves
 * what was typed as it is. Where nothing fits, all keys are the text's own.
 *
 * @param find what fits what is sought
 * @param onPick takes one of them, in place of what was typed to find it
 */
export function useSuggestions(
  find: (sign: Sign, sought: string) => readonly Suggestion[],
  onPick: (one: Suggestion, trigger: Trigger) => void,
): Suggestions {
  const listId = useId();
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [active, setActive] = useState(0);
  /** Where Escape was pressed: that place stays as it is until another is sought at. */
  const [left, setLeft] = useState<number | null>(null);
  const found = trigger && trigger.from !== left ? find(trigger.sign, trigger.sought) : [];
  const at = Math.min(active, found.length - 1);
  const close = () => setTrigger(null);
  const pick = (place: number) => {
    const one = found[place];
    if (one && trigger) onPick(one, trigger);
    close();
  };
  return {
    sign: trigger?.sign ?? null,
    found,
    active: at,
    listId,
    look(box) {
      const next = box.selectionStart === box.selectionEnd ? triggerAt(box.value, box.selectionStart) : null;
      // Also with the very key that has just left it.
      setLeft((was) => (next?.from === was ? was : null));
      if (next?.sought !== trigger?.sought) setActive(0);
      setTrigger(next);
    },
    close,
    press(event) {
      if (!found.length || event.ctrlKey || event.metaKey || event.altKey) return false;
      // What an input method is putting together is the text's.
      if (event.nativeEvent.isComposing) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) setActive((at + step + found.length) % found.length);
      else if (event.key === 'Enter' && !event.shiftKey) pick(at);
      else if (event.key === 'Escape') setLeft(trigger?.from ?? null);
      else return false;
      event.preventDefault();
      return true;
    },
    pick,
  };
}
