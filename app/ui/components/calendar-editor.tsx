import type { ReactNode } from 'react';
import { useSettingEntry, type FormKind } from '../hooks/use-setting-entry.ts';
import {
  calendarOfDraft,
  calendarOfForm,
  emptyCalendar,
  formOfCalendar,
  type CalendarForm,
} from '../words/calendar-form.ts';
import { ownZone } from '../words/zones.ts';
import { HolidayEditor } from './holiday-editor.tsx';
import { NameField } from './name-field.tsx';
import { NoSuchSetting } from './no-such-setting.tsx';
import { SettingEditor } from './setting-editor.tsx';
import { WeekEditor } from './week-editor.tsx';
import { ZonePicker } from './zone-picker.tsx';

const backTo = '/settings#calendars';

const kind: FormKind<'calendar', CalendarForm> = {
  what: 'calendar',
  empty: () => emptyCalendar(ownZone()),
  of: formOfCalendar,
  ofDraft: calendarOfDraft,
};

/** A business calendar: made, or changed. `id` is `new` for one that is not there yet. */
export function CalendarEditor({ id }: { id: string }): ReactNode {
  const entry = useSettingEntry(id, kind, calendarOfForm, backTo);
  const { value, there, typing } = entry;
  if (id !== 'new' && !value) return <NoSuchSetting what="calendar" there={there} backTo={backTo} />;
  const { form, change } = typing;
  const problems = entry.problems ?? {};
  return (
    <SettingEditor
      title={id === 'new' ? 'New calendar' : `Calendar “${value?.name ?? ''}”`}
      backTo={backTo}
      entry={entry}
      draftName={(body) => calendarOfDraft(body)?.name || 'Without a name'}
    >
      <div className="form-pair">
        <NameField name={form.name} problem={problems['name']} onChange={(name) => change({ name })} />
        <ZonePicker
          zone={form.timeZone}
          problem={problems['timeZone']}
          onPick={(timeZone) => change({ timeZone })}
        />
      </div>
      <WeekEditor week={form.week} problems={problems} onChange={(week) => change({ week })} />
      <HolidayEditor
        holidays={form.holidays}
        timeZone={form.timeZone}
        problems={problems}
        onChange={(holidays) => change({ holidays })}
      />
    </SettingEditor>
  );
}
