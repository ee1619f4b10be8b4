import { useId, type ReactNode } from 'react';
import type { WindowForm } from '../words/calendar-form.ts';
import type { Problems } from '../words/form-draft.ts';
import { Glyph } from './glyph.tsx';

interface WindowFieldsProps {
  /** Whose hours: `Monday`. */
  of: string;
  /** The field's name among the problems: `week.0`. */
  field: string;
  windows: readonly WindowForm[];
  problems: Problems;
  onChange: (windows: WindowForm[]) => void;
}

/** The hours of a day, each from when to when, in the browser's own time fields. */
export function WindowFields({ of, field, windows, problems, onChange }: WindowFieldsProps): ReactNode {
  return (
    <>
      {windows.map((window, i) => (
        <OneWindow
          key={i}
          of={windows.length > 1 ? `${of}, time ${i + 1}` : of}
          window={window}
          problem={problems[`${field}.${i}`]}
          onChange={(part) => onChange(windows.with(i, { ...window, ...part }))}
          onRemove={() => onChange(windows.toSpliced(i, 1))}
        />
      ))}
      {problems[field] && <p className="field-problem">{problems[field]}</p>}
    </>
  );
}

interface OneWindowProps {
  of: string;
  window: WindowForm;
  problem: string | undefined;
  onChange: (part: Partial<WindowForm>) => void;
  onRemove: () => void;
}

function OneWindow({ of, window, problem, onChange, onRemove }: OneWindowProps): ReactNode {
  const id = useId();
  const field = (end: keyof WindowForm) => (
    <input
      type="time"
      className="input"
      aria-label={`${of}: ${end}`}
      aria-invalid={problem ? true : undefined}
      aria-describedby={problem ? id : undefined}
      value={window[end]}
      onChange={(event) => onChange({ [end]: event.target.value })}
    />
  );
  return (
    <div className="window">
      {field('from')}
      <span aria-hidden="true">–</span>
      {field('to')}
      <button
        type="button"
        className="icon-button"
        aria-label={`${of}: take this time out`}
        title="Take this time out"
        onClick={onRemove}
      >
        <Glyph name="close" />
      </button>
      {problem && (
        <p id={id} className="field-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
