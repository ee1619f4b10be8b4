import { useEffect, useId, useRef, type FormEvent, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { SettingKind } from '../../../shared/model/setting.ts';
import type { SettingEntry } from '../hooks/use-setting-entry.ts';
import type { SettingForm } from '../hooks/use-setting-form.ts';
import type { Problems } from '../words/form-draft.ts';
import { countWords } from '../words/labels.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { OtherDrafts } from './other-drafts.tsx';
import { useTry } from './toasts.tsx';
import '../styles/settings.css';
import '../styles/setting-editor.css';

type Typing = Omit<SettingForm<object>, 'form' | 'change'>;

interface SettingEditorProps {
  title: string;
  /** Where the list is. */
  backTo: string;
  entry: Pick<SettingEntry<SettingKind, object>, 'archived' | 'waiting' | 'problems' | 'save'> & {
    typing: Typing;
  };
  /** What another window's draft of it is called. */
  draftName: (body: string) => string;
  children: ReactNode;
}

/** The page around the form of an entry of a list: whither back, what is not saved, what is wrong, and saving. */
export function SettingEditor({ title, backTo, entry, draftName, children }: SettingEditorProps): ReactNode {
  const { typing, archived, waiting, problems, save } = entry;
  const attempt = useTry();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const element = useRef<HTMLFormElement>(null);
  const saving = useRef(false);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (saving.current) return;
    saving.current = true;
    try {
      const wrong = await save();
      // What is wrong stands in the page with the next frame.
      if (Object.keys(wrong).length) requestAnimationFrame(() => focusFirstProblem(element.current));
    } finally {
      saving.current = false;
    }
  };
  return (
    <section className="pane settings setting-editor" aria-labelledby={id} aria-busy={!typing.loaded}>
      <title>{`${title} – Waypost`}</title>
      <header>
        <Link href={backTo} className="setting-back">
          <Glyph name="back" /> Settings
        </Link>
        <h1 id={id} ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h1>
        {waiting && <WaitingMark />}
      </header>
      <form
        ref={element}
        className="form"
        noValidate
        aria-labelledby={id}
        onSubmit={(event) => void submit(event)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) element.current?.requestSubmit();
        }}
      >
        <fieldset className="form-body" disabled={!typing.loaded}>
          {children}
        </fieldset>
        <OtherDrafts handle={typing.handle} words={({ body }) => draftName(body)} />
        {typing.overtaken && <Overtaken onStandsNow={() => void attempt(typing.handle.clear())} />}
        <SaveBar typing={typing} archived={archived} problems={problems} />
      </form>
    </section>
  );
}

function focusFirstProblem(form: HTMLElement | null): void {
  const first = form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]');
  first?.focus();
  first?.scrollIntoView({ block: 'center' });
}

function Overtaken({ onStandsNow }: { onStandsNow: () => void }): ReactNode {
  return (
    <div className="form-problem setting-overtaken" role="status">
      <p>
        Somebody has saved this since you began. What you see here is yours; saving it replaces theirs as a
        whole.
      </p>
      <button type="button" className="button" onClick={onStandsNow}>
        Drop mine and show what stands now
      </button>
    </div>
  );
}

function SaveBar({
  typing: { typed, loaded, handle },
  archived,
  problems,
}: {
  typing: Typing;
  archived: boolean;
  problems: Problems | null;
}): ReactNode {
  const attempt = useTry();
  const count = Object.keys(problems ?? {}).length;
  return (
    <div className="setting-save">
      <div role="alert">
        {count > 0 && (
          <p className="form-problem">
            {problems?.[''] ??
              `${countWords(count, 'thing')} ${count === 1 ? 'has' : 'have'} to be put right before this can be saved.`}
          </p>
        )}
      </div>
      <div className="dialog-actions">
        <button type="submit" className="button button-main" disabled={!loaded}>
          {archived ? 'Save and use again' : 'Save'}
        </button>
        {typed && (
          <button type="button" className="button" onClick={() => void attempt(handle.clear())}>
            Discard changes
          </button>
        )}
        <p className="faint">
          {typed ? (
            <>
              <Glyph name="check" /> Kept on this device as you go; it holds for nobody until you save.
            </>
          ) : (
            'Nothing changed yet.'
          )}
        </p>
      </div>
    </div>
  );
}
