import type { KeyboardEvent, ReactNode } from 'react';
import { Link } from 'wouter';
import type { Promised } from '../../../shared/rules/sla/targets.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import type { Step } from '../hooks/use-policy-moves.ts';
import type { Entry } from '../words/setting-entries.ts';
import { conditionWords, measureWords, promiseLines } from '../words/sla-words.ts';
import { Glyph } from './glyph.tsx';
import { SettingMarks } from './setting-marks.tsx';

interface PolicyCardProps {
  policy: Entry<'sla-policy'>;
  /** Counted from 0. */
  place: number;
  count: number;
  /** Whether something was typed into its form and not saved. */
  unsaved: boolean;
  onMove: (id: string, step: Step) => void;
  onArchive: () => void;
}

/** A policy as the list shows it: which tickets, what is promised, and where it stands among the others. */
export function PolicyCard({ policy, place, count, unsaved, onMove, onArchive }: PolicyCardProps): ReactNode {
  const { names } = useWorkspace();
  const { id, value } = policy;
  const press = (event: KeyboardEvent) => {
    const step = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
    if (!event.altKey || !step) return;
    event.preventDefault();
    onMove(id, step);
  };
  return (
    <li className="sla-card" data-testid="sla-policy" onKeyDown={press}>
      <span className="sla-place" aria-hidden="true">
        {place + 1}
      </span>
      <div className="sla-words">
        <div className="setting-head">
          <h3 dir="auto">{value.name}</h3>
          <SettingMarks id={id} unsaved={unsaved} />
        </div>
        <p dir="auto">{conditionWords(value.conditions, names)}</p>
        <Promises promised={value} />
      </div>
      <div className="sla-actions">
        <MoveButton name={value.name} id={id} step={-1} last={place === 0} onMove={onMove} />
        <MoveButton name={value.name} id={id} step={1} last={place === count - 1} onMove={onMove} />
        <Link href={`/settings/sla/${id}`} className="button button-small">
          Edit<span className="unseen"> {value.name}</span>
        </Link>
        <button type="button" className="button button-small" onClick={onArchive}>
          Take out of use<span className="unseen"> {value.name}</span>
        </button>
      </div>
    </li>
  );
}

interface MoveButtonProps {
  name: string;
  id: string;
  step: Step;
  /** There is nowhere further to go; it stays pressable, so that the focus does not get lost on the way there. */
  last: boolean;
  onMove: (id: string, step: Step) => void;
}

function MoveButton({ name, id, step, last, onMove }: MoveButtonProps): ReactNode {
  return (
    <button
      type="button"
      className="icon-button"
      data-move={`${id}/${step}`}
      aria-disabled={last || undefined}
      aria-label={`Ask ${name} ${step < 0 ? 'earlier' : 'later'}`}
      aria-keyshortcuts={step < 0 ? 'Alt+ArrowUp' : 'Alt+ArrowDown'}
      title={step < 0 ? 'Earlier (Alt ↑)' : 'Later (Alt ↓)'}
      onClick={() => !last && onMove(id, step)}
    >
      <Glyph name={step < 0 ? 'up' : 'down'} />
    </button>
  );
}

/** What is promised, and by which hours that is measured. */
export function Promises({ promised }: { promised: Promised }): ReactNode {
  const { promises } = useWorkspace();
  const { calendarId } = promised;
  const lines = promiseLines(promised);
  const calendar = calendarId === null ? undefined : promises?.calendars.get(calendarId);
  return (
    <>
      {lines.length === 0 ? (
        <p>Nothing is promised.</p>
      ) : (
        <dl className="sla-promises">
          {lines.map(([label, words]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="field-hint" dir="auto">
        {calendarId !== null && `Working time: ${calendar?.name ?? 'a calendar that is not here'}. `}
        {measureWords(promised)}
      </p>
    </>
  );
}
