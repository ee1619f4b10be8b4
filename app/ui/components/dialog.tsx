import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { Glyph } from './glyph.tsx';
import { useModal } from './toasts.tsx';

interface DialogProps {
  title: string;
  /** A drawer stands at the side on a wide screen; both are sheets from below on a phone. */
  shape?: 'box' | 'drawer';
  testId?: string;
  onClose: () => void;
  children: ReactNode;
}

/** A modal over the page while it is mounted: the native `<dialog>` keeps focus, Escape and the page behind it. */
export function Dialog({ title, shape = 'box', testId, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const enter = useModal();
  // In a layout effect, because closing must happen while it still stands in the page: only then the focus goes back.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    element.showModal();
    const leave = enter(element);
    return () => {
      leave();
      element.close();
    };
  }, [enter]);
  return (
    <dialog
      ref={dialog}
      className={`dialog dialog-${shape}`}
      aria-label={title}
      data-testid={testId}
      onClose={(event) => {
        if (event.target === dialog.current && !dialog.current.open) onClose();
      }}
      onClick={(event) => {
        // A link leads away from it: left open it would cover what it leads to.
        if (event.ctrlKey || event.metaKey || !(event.target instanceof Element)) return;
        if (event.target.closest('a[href^="/"]:not([download], [target])')) onClose();
      }}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog element itself; its content lies in a child. A palm beside a form must not
        // take away what was typed or drawn in it.
        if (event.target === dialog.current && !dialog.current.querySelector('form')) onClose();
      }}
    >
      <div className="dialog-content">
        <header className="dialog-head">
          <h2>{title}</h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <Glyph name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
