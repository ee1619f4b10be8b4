import { useCallback, useEffect, useRef, useState } from 'react';
import { loadDraft, saveDraft } from '../../queries/drafts.ts';

export interface Draft {
  body: string;
  internal: boolean;
}

const pauseMs = 300;
const empty: Draft = { body: '', internal: false };

/**
 * What somebody is writing, kept on the device at every pause, when the page is left and when the screen goes. `clear`
 * is for when it was sent. `loaded` is false until the stored draft has been looked for.
 */
export function useDraft(key: string): {
  draft: Draft;
  loaded: boolean;
  change: (draft: Draft) => void;
  /** The draft as of the last keystroke, also where the screen has not been drawn again since. */
  current: () => Draft;
  clear: () => Promise<void>;
} {
  const [draft, setDraft] = useState(empty);
  const [loaded, setLoaded] = useState(false);
  /** What the device does not have yet; undefined when it has all. */
  const unsaved = useRef<Draft | undefined>(undefined);
  const latest = useRef(empty);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const present = unsaved.current;
    if (!present) return;
    unsaved.current = undefined;
    void saveDraft(key, present.body === '' ? null : present).catch(() => {
      // It stays in the page, and the next keystroke tries again.
      unsaved.current ??= present;
    });
  }, [key]);

  useEffect(() => {
    let gone = false;
    void loadDraft(key)
      .catch(() => null)
      .then((stored) => {
        if (gone) return;
        // Somebody may have begun to type before the answer: theirs is newer.
        if (stored && !unsaved.current) {
          latest.current = stored;
          setDraft(stored);
        }
        setLoaded(true);
      });
    return () => {
      gone = true;
    };
  }, [key]);

  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === 'hidden') flush();
    };
    addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', hide);
    return () => {
      removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', hide);
      flush();
    };
  }, [flush]);

  const change = useCallback(
    (next: Draft) => {
      latest.current = next;
      setDraft(next);
      unsaved.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, pauseMs);
    },
    [flush],
  );

  const clear = useCallback(async () => {
    clearTimeout(timer.current);
    unsaved.current = undefined;
    latest.current = { ...empty, internal: latest.current.internal };
    setDraft(latest.current);
    await saveDraft(key, null);
  }, [key]);

  const current = useCallback(() => latest.current, []);
  return { draft, loaded, change, current, clear };
}
