import { useRef, useState, type ReactNode } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { inDays, type CalendarForm, type HolidayForm } from '../words/calendar-form.ts';
import type { Problems } from '../words/form-draft.ts';
import { countWords } from '../words/labels.ts';
import { HolidayImport } from './holiday-import.tsx';
import { HolidayFields, HolidayRow } from './holiday-row.tsx';

interface HolidayEditorProps {
  holidays: CalendarForm['holidays'];
  timeZone: string;
  problems: Problems;
  onChange: (holidays: CalendarForm['holidays']) => void;
}

/** The days on which other hours hold: entered one by one, or taken from a calendar file. */
export function HolidayEditor({ holidays, timeZone, problems, onChange }: HolidayEditorProps): ReactNode {
  /** Which of them stands open. */
  const [editing, setEditing] = useState<number | null>(null);
  const thisYear = String(new Date(useNow()).getFullYear());
  const adding = useRef<HTMLButtonElement>(null);
  // What had the focus goes: from here the next one can be added.
  const close = (next: HolidayForm[]) => {
    onChange(next);
    setEditing(null);
    adding.current?.focus();
  };
  const remove = (i: number) => close(holidays.toSpliced(i, 1));
  const finish = () => close(inDays(holidays));
  const add = () => {
    onChange([...holidays, { day: '', name: '', windows: [] }]);
    setEditing(holidays.length);
  };
  const isWrong = (i: number) => Object.keys(problems).some((field) => field.startsWith(`holidays.${i}.`));
  const row = (holiday: HolidayForm, i: number) =>
    i === editing || isWrong(i) ? (
      <HolidayFields
        key={i}
        holiday={holiday}
        field={`holidays.${i}`}
        problems={problems}
        opened={i === editing}
        // One that was wrong stays open while it is put right.
        onFocus={() => setEditing(i)}
        onChange={(part) => onChange(holidays.with(i, { ...holiday, ...part }))}
        onDone={finish}
        onRemove={() => remove(i)}
      />
    ) : (
      <HolidayRow key={i} holiday={holiday} onEdit={() => setEditing(i)} onRemove={() => remove(i)} />
    );
  const rows = holidays.map((holiday, i) => ({ i, holiday, over: !!holiday.day && holiday.day < thisYear }));
  // What has to be put right is never folded away.
  const folded = rows.filter(({ i, over }) => over && i !== editing && !isWrong(i));
  const shown = rows.filter((one) => !folded.includes(one));
  return (
    <section className="form-part" aria-labelledby="holidays-title">
      <h2 id="holidays-title">Holidays and other special days</h2>
      <p className="field-hint">
        On these days the hours given here hold instead of the weekday’s. Entered or imported, they count once
        you save.
      </p>
      {folded.length > 0 && (
        <details className="holiday-past">
          <summary>Earlier years: {countWords(folded.length, 'day')}</summary>
          <ul>{folded.map(({ holiday, i }) => row(holiday, i))}</ul>
        </details>
      )}
      {shown.length > 0 && <ul className="holidays">{shown.map(({ holiday, i }) => row(holiday, i))}</ul>}
      {holidays.length === 0 && <p className="faint">None yet: every week is like the one above.</p>}
      {problems['holidays'] && (
        <p className="field-problem" data-invalid tabIndex={-1}>
          {problems['holidays']}
        </p>
      )}
      <div className="dialog-actions">
        <button ref={adding} type="button" className="button" onClick={add}>
          Add a day
        </button>
        <HolidayImport timeZone={timeZone} holidays={holidays} onTake={close} />
      </div>
    </section>
  );
}
