import { useId, useRef, useState, type ReactNode } from 'react';

interface MenuProps {
  /** What the button shows. */
  face: ReactNode;
  /** Its name, where the face does not say it. */
  label?: string;
  /** What the panel is called. */
  title: string;
  className: string;
  testId?: string | undefined;
  children: (close: () => void) => ReactNode;
}

const gapPx = 6;
const edgePx = 8;

/** Puts the panel beside its button, where there is room. On a phone the stylesheet makes it a sheet instead. */
function place(panel: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.max(edgePx, Math.min(at.left, innerWidth - width - edgePx));
  const below = at.bottom + gapPx;
  const top = below + height > innerHeight - edgePx ? Math.max(edgePx, at.top - gapPx - height) : below;
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}

/** A button with a panel of controls, on the native popover: light dismiss and Escape come with it. */
export function Menu({ face, label, title, className, testId, children }: MenuProps): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => document.getElementById(id)?.hidePopover();
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        popoverTarget={id}
        aria-label={label}
        aria-haspopup="dialog"
        data-testid={testId}
      >
        {face}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={title}
        className="menu"
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {/* Its content is made when it opens: five filters with hundreds of names each would slow every keystroke. */}
        {open && (
          <div
            className="menu-content"
            ref={() => {
              if (panel.current && button.current) place(panel.current, button.current);
            }}
          >
            {children(close)}
          </div>
        )}
      </div>
    </>
  );
}
