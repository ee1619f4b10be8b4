import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { Problems } from '../words/form-draft.ts';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';

interface EntryFormProps {
  title: string;
  testId: string;
  /** What keeps it from being saved, by field; asked when somebody tries, and from then on with every keystroke. */
  check: () => Problems;
  /** Whether somebody has saved the entry since something was typed here. */
  meanwhile?: boolean;
  /** Answers whether it was kept. */
  save: () => Promise<boolean>;
  /** Takes away what is there. */
  remove?: { label: string; run: () => Promise<boolean> };
  onClose: () => void;
  /** Saved, taken away or given up; `onClose` where nothing is said of it. */
  onDone?: () => void;
  children: (problems: Problems) => ReactNode;
}

/** The dialog around the form of an entry of a list: what is wrong is said at its field once somebody tried to save. */
export function EntryForm({
  title,
  testId,
  check,
  meanwhile = false,
  save,
  remove,
  onClose,
  onDone = onClose,
  children,
}: EntryFormProps): ReactNode {
  const [tried, setTried] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(check()).length) {
      // What is wrong stands in the page with the next frame.
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
    } else if (await save()) onDone();
  };
  return (
    <Dialog title={title} testId={testId} onClose={onClose}>
      <form ref={element} className="form" noValidate onSubmit={(event) => void submit(event)}>
        {meanwhile && (
          <p className="field-hint" role="status">
            Somebody has saved this since you began. What you save takes its place; Cancel lets go of yours,
            and what stands now is here the next time.
          </p>
        )}
        {children(tried ? check() : {})}
        <FormActions submit="Save" onClose={onDone}>
          {remove && (
            <button
              type="button"
              className="button button-danger"
              onClick={() => void remove.run().then((done) => done && onDone())}
            >
              {remove.label}
            </button>
          )}
        </FormActions>
      </form>
    </Dialog>
  );
}
