import { useId, type ReactNode } from 'react';
import { byName } from '../words/choices.ts';
import { Glyph } from './glyph.tsx';
import '../styles/ticket.css';

interface MultiPickProps {
  label: string;
  /** What is said while nothing is picked: `Any team`. */
  none: string;
  /** What there is to pick from, and what is out of use. */
  rows: ReadonlyMap<string, { id: string; name: string; archived: boolean }>;
  chosen: readonly string[];
  problem?: string | undefined;
  onChange: (chosen: string[]) => void;
}

/** Several out of a list of the tenant's; what is picked and out of use, or not there any more, says so. */
export function MultiPick({ label, none, rows, chosen, problem, onChange }: MultiPickProps): ReactNode {
  const id = useId();
  const others = byName(rows.values()).filter((row) => !chosen.includes(row.id));
  const nameOf = (one: string): string => {
    const row = rows.get(one);
    return !row ? 'not there any more' : row.archived ? `${row.name} (out of use)` : row.name;
  };
  return (
    <div
      className="pick"
      role="group"
      aria-labelledby={id}
      aria-describedby={problem ? `${id}-problem` : undefined}
      data-invalid={problem ? true : undefined}
      tabIndex={problem ? -1 : undefined}
    >
      <span className="pick-label" id={id}>
        {label}
      </span>
      <div className="tag-editor">
        {chosen.map((one) => (
          <span
            key={one}
            className="tag tag-own"
            dir="auto"
            data-gone={rows.get(one)?.archived !== false || undefined}
          >
            {nameOf(one)}
            <button
              type="button"
              aria-label={`Take ${nameOf(one)} out`}
              onClick={() => onChange(chosen.filter((other) => other !== one))}
            >
              <Glyph name="close" />
            </button>
          </span>
        ))}
        {others.length > 0 && (
          <select
            className="input tag-add"
            aria-label={`Add to ${label.toLowerCase()}`}
            value=""
            onChange={(event) => onChange([...chosen, event.target.value])}
          >
            <option value="">{chosen.length ? 'Or…' : none}</option>
            {others.map((row) => (
              <option key={row.id} value={row.id}>
                {row.name}
              </option>
            ))}
          </select>
        )}
        {chosen.length === 0 && others.length === 0 && <span className="faint">{none} (there are none)</span>}
      </div>
      {problem && (
        <p id={`${id}-problem`} className="field-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
