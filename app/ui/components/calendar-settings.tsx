import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { offsetAt } from '../../../shared/lib/time-zone.ts';
import { mutate } from '../../mutate.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import { calendarEntries, policyEntries, type Entry } from '../words/setting-entries.ts';
import { dayWords, nextHoliday, weekLengthWords, weekWords } from '../words/week-words.ts';
import { offsetWords } from '../words/zones.ts';
import { ArchivedSettings, UnreadableSettings } from './archived-settings.tsx';
import { Dialog } from './dialog.tsx';
import { NewSettingLink } from './new-setting-link.tsx';
import { SettingMarks } from './setting-marks.tsx';
import { useKeep } from './toasts.tsx';
import { WeekBars } from './week-bars.tsx';

/** When the tenant works: the calendars that working time is measured by. */
export function CalendarSettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const [leaving, setLeaving] = useState<Entry<'calendar'> | null>(null);
  const { used, archived, unreadable } = calendarEntries(directory.settings);
  const unsaved = useUnsavedSettings();
  const policies = policyEntries(directory.settings).used;
  const usersOf = (id: string) =>
    policies.flatMap(({ value }) => (value.calendarId === id ? value.name : []));
  const write = ({ id, value }: Entry<'calendar'>, out: boolean) =>
    void keep(mutate('calendar.set', { id, value, archived: out }));
  return (
    <section id="calendars" aria-labelledby="calendars-title" data-testid="calendar-settings">
      <h2 id="calendars-title">Business calendars</h2>
      <p className="field-hint">
        Policies that promise working time count only the hours of their calendar: not the nights, breaks and
        holidays in it.
      </p>
      {used.length === 0 && <p>There is none yet: every hour counts.</p>}
      <ul className="settings-cards">
        {used.map((calendar) => (
          <CalendarCard
            key={calendar.id}
            calendar={calendar}
            users={usersOf(calendar.id)}
            unsaved={unsaved.has(settingDraftKey('calendar', calendar.id))}
            onArchive={() => (usersOf(calendar.id).length ? setLeaving(calendar) : write(calendar, true))}
          />
        ))}
      </ul>
      <UnreadableSettings count={unreadable} one="calendar" many="calendars" />
      <NewSettingLink
        href="/settings/calendars/new"
        label="New calendar"
        begun={unsaved.has(settingDraftKey('calendar', 'new'))}
      />
      <ArchivedSettings
        title="Calendars out of use"
        entries={archived}
        editAt="/settings/calendars"
        onRestore={(calendar) => write(calendar, false)}
      />
      {leaving && (
        <Dialog title={`Take “${leaving.value.name}” out of use?`} onClose={() => setLeaving(null)}>
          <p dir="auto">
            {usersOf(leaving.id).join(', ')} {usersOf(leaving.id).length === 1 ? 'counts' : 'count'} by it,
            and will go on counting by it. It is no longer offered, and a policy that names it cannot be
            changed before it names another.
          </p>
          <div className="dialog-actions">
            <button
              type="button"
              className="button button-main"
              onClick={() => {
                write(leaving, true);
                setLeaving(null);
              }}
            >
              Take it out of use
            </button>
            <button type="button" className="button" onClick={() => setLeaving(null)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

interface CalendarCardProps {
  calendar: Entry<'calendar'>;
  /** The policies that count by it. */
  users: readonly string[];
  /** Whether something was typed into its form and not saved. */
  unsaved: boolean;
  onArchive: () => void;
}

function CalendarCard({ calendar, users, unsaved, onArchive }: CalendarCardProps): ReactNode {
  const now = useNow();
  const { id, value } = calendar;
  const { name, timeZone, week, holidays } = value;
  const next = nextHoliday(value, now);
  return (
    <li className="settings-card" data-testid="calendar-card">
      <div className="setting-head">
        <h3 dir="auto">{name}</h3>
        <SettingMarks id={id} unsaved={unsaved} />
      </div>
      <WeekBars week={week} />
      <p>
        {weekWords(week)} <span className="faint">({weekLengthWords(week)})</span>
      </p>
      <p className="field-hint">
        {timeZone} ({offsetWords(offsetAt(now, timeZone))})
        <br />
        {holidays.length === 0
          ? 'No holidays'
          : `${countWords(holidays.length, 'special day')}${next ? `, the next: ${dayWords(next.day)}, ${next.name}` : ', all of them over'}`}
        <br />
        <span dir="auto">
          {users.length ? `Counted by: ${users.join(', ')}` : 'No policy counts by it yet'}
        </span>
      </p>
      <div className="sla-actions">
        <Link href={`/settings/calendars/${id}`} className="button button-small">
          Edit<span className="unseen"> {name}</span>
        </Link>
        <button type="button" className="button button-small" onClick={onArchive}>
          Take out of use<span className="unseen"> {name}</span>
        </button>
      </div>
    </li>
  );
}
