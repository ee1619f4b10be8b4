import type { ReactNode } from 'react';
import { windowsIn, type CalendarForm } from '../words/calendar-form.ts';
import type { Problems } from '../words/form-draft.ts';
import { takesBreak, withBreak, withMondayOn, withMore } from '../words/week-edit.ts';
import { weekdays, weekLengthWords } from '../words/week-words.ts';
import { WeekBars } from './week-bars.tsx';
import { WindowFields } from './window-fields.tsx';

interface WeekEditorProps {
  week: CalendarForm['week'];
  problems: Problems;
  onChange: (week: CalendarForm['week']) => void;
}

/** Monday to Sunday: the hours of each day, several with breaks between them. */
export function WeekEditor({ week, problems, onChange }: WeekEditorProps): ReactNode {
  const readable = week.map((windows) => windowsIn(windows).filter(([from, to]) => from < to));
  return (
    <section className="form-part" aria-labelledby="week-title">
      <h2 id="week-title">Working week</h2>
      <p className="field-hint">
        Times are those of a clock on the wall there. An end at 00:00 (12:00 AM) is the end of the day.
      </p>
      <div className="week">
        <div className="week-look">
          <WeekBars week={readable} />
          <p className="faint">{weekLengthWords(readable)}</p>
        </div>
        <div className="week-days">
          {week.map((windows, day) => (
            <DayFields
              key={weekdays[day]}
              day={day}
              windows={windows}
              problems={problems}
              onChange={(next) => onChange(week.with(day, next))}
              onCopy={(days) => onChange(withMondayOn(week, days))}
            />
          ))}
        </div>
      </div>
      {problems['week'] && (
        <p className="field-problem" data-invalid tabIndex={-1}>
          {problems['week']}
        </p>
      )}
    </section>
  );
}

interface DayFieldsProps {
  day: number;
  windows: CalendarForm['week'][number];
  problems: Problems;
  onChange: (windows: CalendarForm['week'][number]) => void;
  onCopy: (days: readonly number[]) => void;
}

function DayFields({ day, windows, problems, onChange, onCopy }: DayFieldsProps): ReactNode {
  const name = weekdays[day] ?? '';
  const button = (words: string, label: string, press: () => void) => (
    <button type="button" className="button button-small" aria-label={label} onClick={press}>
      {words}
    </button>
  );
  return (
    <fieldset className="week-day" data-testid={`day-${day}`}>
      <legend>{name}</legend>
      {windows.length === 0 && <p className="faint">Closed</p>}
      <WindowFields
        of={name}
        field={`week.${day}`}
        windows={windows}
        problems={problems}
        onChange={onChange}
      />
      <div className="week-actions">
        {windows.length === 1 &&
          takesBreak(windows) &&
          button('Lunch break', `Put a lunch break into ${name}`, () => onChange(withBreak(windows)))}
        {button(windows.length ? 'More hours' : 'Open it', `Add hours to ${name}`, () =>
          onChange(withMore(windows)),
        )}
        {day === 0 && (
          <>
            {button('Copy to Tue–Fri', 'Copy Monday to Tuesday to Friday', () => onCopy([1, 2, 3, 4]))}
            {button('Copy to every day', 'Copy Monday to every day', () => onCopy([1, 2, 3, 4, 5, 6]))}
          </>
        )}
      </div>
    </fieldset>
  );
}
