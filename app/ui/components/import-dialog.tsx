import { useState, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import type { holidaysIn } from '../../../shared/rules/sla/ical.ts';
import type { HolidayForm } from '../words/calendar-form.ts';
import {
  comingWords,
  importPreview,
  skippedWords,
  withImported,
  type ImportPreview,
} from '../words/holiday-import.ts';
import { countWords } from '../words/labels.ts';
import { dayWords } from '../words/week-words.ts';
import { Dialog } from './dialog.tsx';
import { Pick } from './pick.tsx';

export interface Years {
  fromYear: number;
  toYear: number;
}

interface ImportDialogProps {
  name: string;
  found: ReturnType<typeof holidaysIn>;
  years: Years;
  onYears: (years: Years) => void;
  present: readonly HolidayForm[];
  onTake: (holidays: HolidayForm[]) => void;
  onClose: () => void;
}

/** What of a calendar file would come, what would not and why; nothing has come before the person says so. */
export function ImportDialog(props: ImportDialogProps): ReactNode {
  const { name, found, years, onYears, onClose } = props;
  return (
    <Dialog title="Import holidays" testId="import-dialog" onClose={onClose}>
      <p dir="auto">From “{name}”</p>
      <div className="form-pair">
        <YearPick
          label="From"
          year={years.fromYear}
          onPick={(fromYear) => onYears({ fromYear, toYear: Math.max(fromYear, years.toYear) })}
        />
        <YearPick
          label="To the end of"
          year={years.toYear}
          onPick={(toYear) => onYears({ toYear, fromYear: Math.min(toYear, years.fromYear) })}
        />
      </div>
      {'problem' in found ? (
        <>
          <p className="form-problem" role="alert">
            {found.problem}
          </p>
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </>
      ) : (
        <Found {...props} found={found} />
      )}
    </Dialog>
  );
}

function YearPick({
  label,
  year,
  onPick,
}: {
  label: string;
  year: number;
  onPick: (year: number) => void;
}): ReactNode {
  const [first] = useState(year - 5);
  const offered = Array.from({ length: 16 }, (_, i) => first + i);
  return (
    <Pick label={label} value={String(year)} onPick={(picked) => onPick(Number(picked))}>
      {(offered.includes(year) ? offered : [year, ...offered]).map((one) => (
        <option key={one}>{one}</option>
      ))}
    </Pick>
  );
}

function Found({
  found,
  present,
  onTake,
  onClose,
}: ImportDialogProps & { found: Exclude<ImportDialogProps['found'], { problem: string }> }): ReactNode {
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const preview = importPreview(found.holidays, present);
  const next = withImported(present, preview, leftOut);
  const count = next.length - present.length;
  const over = next.length - limits.holidays;
  return (
    <>
      <p role="status">
        <strong>{comingWords(preview.fresh)}.</strong> Each is closed all day; hours can be given once it is
        in the list.
      </p>
      <FreshDays days={preview.fresh} leftOut={leftOut} onLeaveOut={setLeftOut} />
      <NotComing
        title={`${countWords(preview.known.length, 'day')} in the list already`}
        lines={preview.known.map(({ day, name, has }) =>
          name === has ? `${dayWords(day)}: ${name}` : `${dayWords(day)}: stays “${has}”, not “${name}”`,
        )}
      />
      <NotComing
        title={`${countWords(found.skipped.length, 'event')} left out`}
        lines={found.skipped.map((event) => `“${event.name}” ${skippedWords(event)}`)}
      />
      {over > 0 && (
        <p className="form-problem" id="import-over">
          With these the calendar would have {next.length} days; it holds at most {limits.holidays}. Leave{' '}
          {over} out.
        </p>
      )}
      <div className="dialog-actions">
        {count > 0 && (
          <button
            type="button"
            className="button button-main"
            disabled={over > 0}
            aria-describedby={over > 0 ? 'import-over' : undefined}
            onClick={() => onTake(next)}
          >
            Take over {countWords(count, 'day')}
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          {count > 0 ? 'Cancel' : 'Close'}
        </button>
      </div>
    </>
  );
}

function FreshDays({
  days,
  leftOut,
  onLeaveOut,
}: {
  days: ImportPreview['fresh'];
  leftOut: ReadonlySet<string>;
  onLeaveOut: (days: ReadonlySet<string>) => void;
}): ReactNode {
  if (days.length === 0) return null;
  const toggle = (day: string) => {
    const others = new Set(leftOut);
    if (!others.delete(day)) others.add(day);
    onLeaveOut(others);
  };
  return (
    <ul className="import-days" aria-label="New days">
      {days.map(({ day, name }) => (
        <li key={day}>
          <label>
            <input type="checkbox" checked={!leftOut.has(day)} onChange={() => toggle(day)} />
            <span className="holiday-day">{dayWords(day)}</span>
            <span dir="auto">{name}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

const linesAtMost = 100;

function NotComing({ title, lines }: { title: string; lines: readonly string[] }): ReactNode {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className="import-lines">
        {lines.slice(0, linesAtMost).map((line, i) => (
          <li key={i} dir="auto">
            {line}
          </li>
        ))}
        {lines.length > linesAtMost && (
          <li>… and {countWords(lines.length - linesAtMost, 'more', 'more')}</li>
        )}
      </ul>
    </details>
  );
}
