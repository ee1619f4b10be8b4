import { useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { settingRef, settingValue } from '../../../shared/model/setting.ts';
import { mutate, newId } from '../../mutate.ts';
import { settingDraftKey } from '../../queries/setting-drafts.ts';
import { useSettingForm } from '../hooks/use-setting-form.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import {
  calendarOfDraft,
  calendarOfForm,
  emptyCalendar,
  formOfCalendar,
  type CalendarForm,
} from '../words/calendar-form.ts';
import { grantsIn } from '../words/choices.ts';
import type { Problems } from '../words/form-draft.ts';
import { planProblems } from '../words/setting-problems.ts';
import { ownZone } from '../words/zones.ts';
import { Field } from './field.tsx';
import { HolidayEditor } from './holiday-editor.tsx';
import { SettingEditor } from './setting-editor.tsx';
import { NoSuchSetting } from './no-such-setting.tsx';
import { useKeep } from './toasts.tsx';
import { WeekEditor } from './week-editor.tsx';
import { ZonePicker } from './zone-picker.tsx';

const backTo = '/settings#calendars';

/** A business calendar: made, or changed. `id` is `new` for one that is not there yet. */
export function CalendarEditor({ id }: { id: string }): ReactNode {
  const { directory, me } = useWorkspace();
  const keep = useKeep();
  const [, navigate] = useLocation();
  const [freshId] = useState(newId);
  const [tried, setTried] = useState(false);
  const setting = id === 'new' ? undefined : directory.settings.get(id);
  const value = useMemo(() => setting && settingValue('calendar', setting), [setting]);
  const standing = useMemo(() => (value ? formOfCalendar(value) : emptyCalendar(ownZone())), [value]);
  const typing = useSettingForm(settingDraftKey('calendar', id), standing, calendarOfDraft);
  if (id !== 'new' && !value)
    return <NoSuchSetting what="calendar" there={setting?.what === 'calendar'} backTo={backTo} />;

  const settingId = setting?.id ?? freshId;
  const check = (form: CalendarForm) => {
    const read = calendarOfForm(form);
    if (read.problems) return read;
    const args = { id: settingId, value: read.value };
    return { ...read, problems: planProblems('calendar', args, directory, grantsIn(directory, me)) };
  };
  const { form, change } = typing;
  const save = async (): Promise<Problems> => {
    // Nothing to say to the office: it stands as it is shown.
    if (setting && !setting.archived && !typing.typed) {
      navigate(backTo);
      return {};
    }
    setTried(true);
    const { value: next, problems } = check(form);
    if (!next || Object.keys(problems).length) return problems ?? {};
    if (await keep(mutate('calendar.set', { id: settingId, value: next, archived: false }))) {
      await typing.handle.clear();
      navigate(backTo);
    }
    return {};
  };
  const problems = tried ? (check(form).problems ?? {}) : {};
  return (
    <SettingEditor
      title={id === 'new' ? 'New calendar' : `Calendar “${value?.name ?? ''}”`}
      backTo={backTo}
      setting={typing}
      archived={setting?.archived ?? false}
      waiting={directory.waiting.has(rowKey(settingRef(settingId)))}
      problems={tried ? problems : null}
      onSave={save}
      draftName={(body) => calendarOfDraft(body)?.name || 'Without a name'}
    >
      <div className="form-pair">
        <Field label="Name" problem={problems['name']}>
          {(own) => (
            <input
              {...own}
              dir="auto"
              autoComplete="off"
              maxLength={limits.name}
              value={form.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
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
