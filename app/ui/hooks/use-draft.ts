import { useCallback, useEffect, useRef, useState } from 'react';
import { sameJson } from '../../../shared/lib/fingerprint.ts';
import {
  dropDraft,
  followDrafts,
  followTyping,
  loadDrafts,
  saveDraft,
  type DraftText,
  type Place,
  type StoredDraft,
} from '../../queries/drafts.ts';

/** `about`: the ticket it belongs to; `from`: the standing text the field was filled with before anything was typed. */
export type Draft = DraftText;
export type OtherDraft = StoredDraft;

const pauseMs = 300;
/** Somebody who types, or dictates, without a pause has it on the device this often. */
const longestMs = 2_000;
const empty: Draft = { body: '', internal: false };

/** Of a stored draft what was typed, without where it is. */
function typedOf({ id: _id, rev: _rev, at: _at, ...typed }: StoredDraft): Draft {
  return typed;
}

export interface DraftHandle {
  draft: Draft;
  loaded: boolean;
  change: (draft: Draft) => void;
  /** The draft as of the last keystroke, also where the screen has not been drawn again since. */
  current: () => Draft;
  /** Keeps it now instead of at the next pause. */
  flush: () => void;
  clear: () => Promise<void>;
  /** `clear` for what was saved or given up. One that could not be removed shows itself the next time. */
  letGo: () => void;
  /** What was typed in the same field in another window at the same time, and could not be one with this. */
  others: readonly OtherDraft[];
  /** Shows another one here; this one becomes one of the others. */
  switchTo: (other: OtherDraft) => void;
  drop: (other: OtherDraft) => Promise<void>;
}

/**
 * What somebody is writing in a field, kept on the device at every pause, every two seconds without one, when the page is
 * left and when the screen goes. Every window that shows the field follows it, as long as nothing was typed there that is not kept yet; what two
 * windows typed at once is kept twice. `clear` is for when it was sent. `loaded` is false until the stored draft has been
 * looked for.
 */
export function useDraft(field: string): DraftHandle {
  const [draft, setDraft] = useState(empty);
  const [loaded, setLoaded] = useState(false);
  const [others, setOthers] = useState<readonly OtherDraft[]>([]);
  /** What the device does not have yet; undefined when it has all. */
  const unsaved = useRef<Draft | undefined>(undefined);
  const saving = useRef(0);
  /** What was typed last could not be kept. */
  const failed = useRef(false);
  const place = useRef<Place>({ id: field, rev: null });
  const latest = useRef(empty);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Since when something is not on the device yet. */
  const since = useRef(0);
  const looking = useRef<(() => void) | undefined>(undefined);

  const show = useCallback((at: Place, next: Draft) => {
    place.current = at;
    latest.current = next;
    setDraft(next);
  }, []);

  const save = useCallback(async (next: Draft) => {
    saving.current += 1;
    try {
      await saveDraft(place.current, next);
      failed.current = false;
    } catch (error) {
      failed.current = true;
      throw error;
    } finally {
      saving.current -= 1;
      looking.current?.();
    }
  }, []);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const present = unsaved.current;
    if (!present) return;
    unsaved.current = undefined;
    void save(present).catch(() => {
      // It stays in the page, and the next keystroke tries again.
      unsaved.current ??= present;
    });
  }, [save]);

  useEffect(() => {
    let gone = false;
    let ready = false;
    const busy = () => unsaved.current !== undefined || saving.current > 0;
    /** Reads anew, because an answer may be older than what was typed since; shows it only if nothing was. */
    const look = async (): Promise<void> => {
      if (!ready || busy()) return;
      const { id, rev } = place.current;
      const stored = await loadDrafts(field, id);
      if (gone || busy() || place.current.id !== id || place.current.rev !== rev) return;
      const mine = stored.find((found) => found.id === id);
      if ((mine?.rev ?? null) !== rev)
        show(
          { id, rev: mine?.rev ?? null },
          mine ? typedOf(mine) : { ...empty, internal: latest.current.internal },
        );
      const rest = stored.filter((found) => found.id !== id && found.body !== mine?.body);
      setOthers((before) => (sameJson(before, rest) ? before : rest));
    };
    looking.current = () => void look().catch(() => undefined);
    void loadDrafts(field)
      .catch(() => [])
      .then(([stored]) => {
        if (gone) return;
        // Somebody may have begun to type before the answer: theirs is newer, and parts from it.
        if (stored && !busy() && latest.current === empty)
          show({ id: stored.id, rev: stored.rev }, typedOf(stored));
        ready = true;
        setLoaded(true);
        looking.current?.();
      });
    const end = followDrafts(field, () => looking.current?.());
    return () => {
      gone = true;
      looking.current = undefined;
      end();
    };
  }, [field, show]);

  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === 'hidden') flush();
    };
    const end = followTyping({ flush, isOnlyHere: () => failed.current && unsaved.current !== undefined });
    addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', hide);
    return () => {
      end();
      removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', hide);
      flush();
    };
  }, [flush]);

  const change = useCallback(
    (next: Draft) => {
      latest.current = next;
      setDraft(next);
      if (!unsaved.current) since.current = performance.now();
      unsaved.current = next;
      clearTimeout(timer.current);
      const leftMs = since.current + longestMs - performance.now();
      timer.current = setTimeout(flush, Math.max(0, Math.min(pauseMs, leftMs)));
    },
    [flush],
  );

  const clear = useCallback(async () => {
    clearTimeout(timer.current);
    unsaved.current = undefined;
    latest.current = { ...empty, internal: latest.current.internal };
    setDraft(latest.current);
    await save(latest.current);
  }, [save]);

  const letGo = useCallback(() => void clear().catch(() => undefined), [clear]);

  const switchTo = useCallback(
    (other: OtherDraft) => {
      flush();
      show({ id: other.id, rev: other.rev }, typedOf(other));
      looking.current?.();
    },
    [flush, show],
  );

  const drop = useCallback(async ({ id }: OtherDraft) => await dropDraft(id), []);
  const current = useCallback(() => latest.current, []);
  return { draft, loaded, change, current, flush, clear, letGo, others, switchTo, drop };
}
