import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import type { Problems } from '../words/form-draft.ts';
import { statusLabels } from '../words/labels.ts';
import type { PolicyForm } from '../words/policy-form.ts';
import { calendarEntries } from '../words/setting-entries.ts';
import { Field } from './field.tsx';
import { StatusShape } from './marks.tsx';

interface MeasureFieldsProps {
  form: PolicyForm;
  problems: Problems;
  onChange: (part: Partial<PolicyForm>) => void;
}

const pausing = ['new', 'pending'] as const;

/** By which hours time is measured, when it stands still, and when people are warned. */
export function MeasureFields({ form, problems, onChange }: MeasureFieldsProps): ReactNode {
  return (
    <section className="form-part" aria-labelledby="measure-title">
      <h2 id="measure-title">How time is measured</h2>
      <div className="form-pair">
        <CalendarField form={form} problems={problems} onChange={onChange} />
        <Field
          label="Warn when so much of the time is used (%)"
          hint="75 leaves the last quarter to act in."
          problem={problems['warnAtPercent']}
        >
          {(own) => (
            <input
              {...own}
              inputMode="numeric"
              autoComplete="off"
              value={form.warnAtPercent}
              onChange={(event) => onChange({ warnAtPercent: event.target.value })}
            />
          )}
        </Field>
      </div>
      <fieldset className="priority-ticks">
        <legend>The time to a resolution stands still while a ticket is</legend>
        {pausing.map((status) => (
          <label key={status} className="settings-check">
            <input
              type="checkbox"
              checked={form.pausedIn.includes(status)}
              onChange={(event) => {
                const others = form.pausedIn.filter((one) => one !== status);
                onChange({ pausedIn: event.target.checked ? [...others, status] : others });
              }}
            />
            <StatusShape status={status} />
            {statusLabels[status]}
          </label>
        ))}
        {problems['pausedIn'] && <p className="field-problem">{problems['pausedIn']}</p>}
      </fieldset>
      <p className="field-hint">Replies are owed in every status: whoever waits for words goes on waiting.</p>
    </section>
  );
}

function CalendarField({ form, problems, onChange }: MeasureFieldsProps): ReactNode {
  const { directory } = useWorkspace();
  const { used, archived } = calendarEntries(directory.settings);
  const { calendarId } = form;
  const isOffered = used.some(({ id }) => id === calendarId);
  const gone = archived.find(({ id }) => id === calendarId);
  return (
    <Field
      label="Calendar for working time"
      hint={used.length ? undefined : 'There is none yet.'}
      problem={problems['calendarId']}
    >
      {(own) => (
        <>
          <select
            {...own}
            value={calendarId ?? ''}
            onChange={(event) => onChange({ calendarId: event.target.value || null })}
          >
            <option value="">No calendar: every hour counts</option>
            {calendarId !== null && !isOffered && (
              <option value={calendarId}>
                {gone ? `${gone.value.name} (out of use)` : 'A calendar that cannot be shown here'}
              </option>
            )}
            {used.map(({ id, value }) => (
              <option key={id} value={id}>
                {value.name}
              </option>
            ))}
          </select>
          {used.length === 0 && <Link href="/settings/calendars/new">Make a calendar</Link>}
        </>
      )}
    </Field>
  );
}
