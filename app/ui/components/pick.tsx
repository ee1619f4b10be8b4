import { useId, type ReactNode } from 'react';
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
  children: ReactNode;
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
        >
          {children}
        </select>
      </span>
    </div>
  );
}
