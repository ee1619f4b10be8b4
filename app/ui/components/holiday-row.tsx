import type { KeyboardEvent, ReactNode } from 'react';
import { windowsIn, type HolidayForm } from '../words/calendar-form.ts';
import type { Problems } from '../words/form-draft.ts';
import { withMore } from '../words/week-edit.ts';
import { dayWords, hoursWords } from '../words/week-words.ts';
import { Field } from './field.tsx';
import { Glyph } from './glyph.tsx';
import { NameField } from './name-field.tsx';
import { WindowFields } from './window-fields.tsx';

interface HolidayRowProps {
  holiday: HolidayForm;
  onEdit: () => void;
  onRemove: () => void;
}

/** One day that is not as its weekday is. */
export function HolidayRow({ holiday, onEdit, onRemove }: HolidayRowProps): ReactNode {
  const { day, name, windows } = holiday;
  const label = `${name || 'a day'}, ${dayWords(day)}`;
  return (
    <li className="holiday" data-testid="holiday">
      <span className="holiday-day">{dayWords(day)}</span>
      <strong dir="auto">{name}</strong>
      <span className="faint">{hoursWords(windowsIn(windows))}</span>
      <span className="holiday-actions">
        <button type="button" className="icon-button" aria-label={`Edit ${label}`} onClick={onEdit}>
          <Glyph name="edit" />
        </button>
        <button type="button" className="icon-button" aria-label={`Take out ${label}`} onClick={onRemove}>
          <Glyph name="close" />
        </button>
      </span>
    </li>
  );
}

interface HolidayFieldsProps {
  holiday: HolidayForm;
  /** The day's name among the problems: `holidays.3`. */
  field: string;
  problems: Problems;
  /** Whether it was opened by hand, and is waited for. */
  opened: boolean;
  onFocus: () => void;
  onChange: (part: Partial<HolidayForm>) => void;
  onDone: () => void;
  onRemove: () => void;
}

/** The same while it is edited. */
export function HolidayFields(props: HolidayFieldsProps): ReactNode {
  const { holiday, field, problems, opened, onFocus, onChange, onDone, onRemove } = props;
  const { day, name } = holiday;
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    // The day is done, not the whole calendar.
    event.preventDefault();
    event.stopPropagation();
    onDone();
  };
  return (
    <li className="holiday-fields" data-testid="holiday-fields" onFocus={onFocus} onKeyDown={press}>
      <Field label="Day" problem={problems[`${field}.day`]}>
        {(own) => (
          <input
            {...own}
            type="date"
            autoFocus={opened}
            value={day}
            onChange={(event) => onChange({ day: event.target.value })}
          />
        )}
      </Field>
      <NameField
        name={name}
        problem={problems[`${field}.name`]}
        onChange={(next) => onChange({ name: next })}
      />
      <HolidayHours holiday={holiday} field={field} problems={problems} onChange={onChange} />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onDone}>
          Done
        </button>
        <button type="button" className="button button-quiet" onClick={onRemove}>
          Take it out
        </button>
      </div>
    </li>
  );
}

function HolidayHours({
  holiday: { name, windows },
  field,
  problems,
  onChange,
}: Pick<HolidayFieldsProps, 'holiday' | 'field' | 'problems' | 'onChange'>): ReactNode {
  return (
    <div className="holiday-hours" role="group" aria-label="Hours of this day">
      <label className="settings-check">
        <input
          type="checkbox"
          checked={windows.length === 0}
          onChange={(event) => onChange({ windows: event.target.checked ? [] : withMore([]) })}
        />
        Closed all day
      </label>
      <WindowFields
        of={name || 'This day'}
        field={field}
        windows={windows}
        problems={problems}
        onChange={(next) => onChange({ windows: next })}
      />
      {windows.length > 0 && (
        <button
          type="button"
          className="button button-small"
          onClick={() => onChange({ windows: withMore(windows) })}
        >
          More hours
        </button>
      )}
    </div>
  );
}
