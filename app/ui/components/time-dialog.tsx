import * as z from 'zod/mini';
import { useState, type ReactNode } from 'react';
import { daySchema } from '../../../shared/model/business-calendar.ts';
import { limits } from '../../../shared/model/limits.ts';
import type { TimeEntry } from '../../../shared/model/visit.ts';
import { must } from '../../../shared/lib/must.ts';
import { mutate, newId } from '../../mutate.ts';
import { useEntryForm } from '../hooks/use-entry-form.ts';
import { useServerClock } from '../hooks/use-server-clock.ts';
import { cleanText } from '../words/clean-text.ts';
import { minutesWords } from '../words/field-work-words.ts';
import { fieldTime } from '../words/local-time.ts';
import { minutesTyped } from '../words/minutes.ts';
import { EntryForm } from './entry-form.tsx';
import { Field } from './field.tsx';
import { useKeep } from './toasts.tsx';

interface TimeDialogProps {
  ticketId: string;
  entry: TimeEntry | 'new';
  onClose: () => void;
}

const formSchema = z.object({ typed: z.string(), day: z.string(), note: z.string() });
type TimeForm = z.infer<typeof formSchema>;

const usual = [15, 30, 60, 120];

/** Time that was spent: how long, on which day, with what. */
export function TimeDialog({ ticketId, entry, onClose }: TimeDialogProps): ReactNode {
  const keep = useKeep();
  const serverNow = useServerClock();
  const present = entry === 'new' ? undefined : entry;
  const [id] = useState(() => present?.id ?? newId());
  const [today] = useState(() => fieldTime(serverNow()).slice(0, 10));
  const standing: TimeForm = {
    typed: present ? minutesWords(present.minutes) : '',
    day: present?.day ?? today,
    note: present?.note ?? '',
  };
  const field = `time:${present?.id ?? `new:${ticketId}`}`;
  const { form, change, told, leave } = useEntryForm(
    { field, ticketId, standing, schema: formSchema },
    onClose,
  );
  const { typed, day, note } = form;
  const check = (): Record<string, string> => {
    const minutes = minutesTyped(typed) ?? 0;
    return {
      ...((minutes < 1 || minutes > limits.minutesPerEntry) && {
        minutes: 'Say how long, up to 24 hours: 45, 1:30 or 1.5 h.',
      }),
      ...(!daySchema.safeParse(day).success && { day: 'Say on which day.' }),
    };
  };
  const put = (removed: boolean, minutes: number) =>
    keep(mutate('time.set', { ticketId, id, day, minutes, note: cleanText(note), removed }));
  return (
    <EntryForm
      title={present ? 'Time entry' : 'Add time'}
      testId="time-dialog"
      check={check}
      save={() => put(false, must(minutesTyped(typed), 'checked minutes'))}
      {...(present && {
        remove: { label: 'Remove', run: () => put(true, present.minutes) },
      })}
      onClose={onClose}
      onDone={leave}
    >
      {(problems) => (
        <>
          <Field label="How long" told={told('typed')} hint="45, 1:30 or 1.5 h" problem={problems['minutes']}>
            {(own) => (
              <input
                {...own}
                autoComplete="off"
                value={typed}
                onChange={(event) => change({ typed: event.target.value })}
              />
            )}
          </Field>
          <div className="time-usual" role="group" aria-label="Often so long">
            {usual.map((minutes) => (
              <button
                key={minutes}
                type="button"
                className="button"
                onClick={() => change({ typed: minutesWords(minutes) })}
              >
                {minutesWords(minutes)}
              </button>
            ))}
          </div>
          <Field label="Day" told={present && told('day')} problem={problems['day']}>
            {(own) => (
              <input
                {...own}
                type="date"
                value={day}
                onChange={(event) => change({ day: event.target.value })}
              />
            )}
          </Field>
          <Field label="Note" told={told('note')} optional>
            {(own) => (
              <textarea
                {...own}
                dir="auto"
                rows={2}
                maxLength={limits.visitNote}
                value={note}
                onChange={(event) => change({ note: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </EntryForm>
  );
}
