import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { WaitingMark } from './marks.tsx';

interface PickProps {
  label: string;
  value: string;
  onPick: (value: string) => void;
  /** Stands inside the control, before the words. */
  mark?: ReactNode;
  waiting?: boolean;
  testId?: string;
  disabled?: boolean;
  /** Told while somebody is about to choose: what only helps in choosing need not stand there all the time. */
  onLook?: (looks: boolean) => void;
  children: ReactNode;
}

/** Keys with which a closed select would take another value at once. */
const changingKeys = /^(Arrow(Up|Down|Left|Right)|Home|End|PageUp|PageDown|\S)$/u;

function isOpen(select: HTMLSelectElement): boolean {
  // A browser that does not know `:open` yet throws; its open picker keeps the keys to itself.
  return CSS.supports('selector(:open)') && select.matches(':open');
}

/**
 * Each pick is a change that is kept and sent: walking with the keys opens the choices instead of taking every one on
 * the way. Escape leaves, so that the shortcuts work again.
 */
function pressPick(event: KeyboardEvent<HTMLSelectElement>): void {
  const select = event.currentTarget;
  if (event.ctrlKey || event.altKey || event.metaKey || isOpen(select)) return;
  if (event.key === 'Escape') select.blur();
  if (!changingKeys.test(event.key) || !('showPicker' in select)) return;
  event.preventDefault();
  try {
    select.showPicker();
  } catch {
    // The browser saw no person behind the key; Space and Alt+Down still open it.
  }
}

/** A labelled native select; an own choice that was not sent yet says so beside its label. */
export function Pick({
  label,
  value,
  onPick,
  mark,
  waiting = false,
  testId,
  disabled,
  onLook,
  children,
}: PickProps): ReactNode {
  const id = useId();
  return (
    <div className="pick">
      <span className="pick-label">
        <label htmlFor={id}>{label}</label>
        {waiting && <WaitingMark />}
      </span>
      <span className={`pick-box${mark ? ' pick-marked' : ''}`}>
        {mark}
        <select
          id={id}
          className="input"
          data-testid={testId}
          value={value}
          disabled={disabled}
          onChange={(event) => onPick(event.target.value)}
          onKeyDown={pressPick}
          onPointerEnter={() => onLook?.(true)}
          onPointerLeave={({ currentTarget }) => onLook?.(document.activeElement === currentTarget)}
          onFocus={() => onLook?.(true)}
          onBlur={() => onLook?.(false)}
        >
          {children}
        </select>
      </span>
    </div>
  );
}
