import { useId, useState, type ReactNode } from 'react';
import type { TimeEntry } from '../../../shared/model/visit.ts';
import type { FieldWork } from '../../queries/field-work.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { minutesWords } from '../words/field-work-words.ts';
import { dayWords } from '../words/week-words.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { TimeDialog } from './time-dialog.tsx';

interface TimeEntriesProps {
  ticketId: string;
  entries: FieldWork['times'];
}

/** What time a ticket took, by whom and on which day, and all of it together. */
export function TimeEntries({ ticketId, entries }: TimeEntriesProps): ReactNode {
  const id = useId();
  const { me, names, reading } = useWorkspace();
  const [editing, setEditing] = useState<TimeEntry | null>(null);
  // As it is now, whatever comes while somebody types.
  const shown = entries.find(({ entry }) => entry.id === editing?.id)?.entry ?? editing;
  const sum = entries.reduce((minutes, { entry }) => minutes + entry.minutes, 0);
  return (
    <section className="field-part" aria-labelledby={id} data-testid="times">
      <h2 id={id}>
        Time{' '}
        {sum > 0 && (
          <span className="field-count" data-testid="time-sum">
            {minutesWords(sum)} in all
          </span>
        )}
      </h2>
      <ul className="times">
        {entries.map(({ entry, waiting }) => (
          <li key={entry.id} data-testid="time-entry">
            <span dir="auto">
              <strong>{minutesWords(entry.minutes)}</strong> {names.person(entry.personId)},{' '}
              {dayWords(entry.day)}
              {entry.note && <small className="plain-text">{entry.note}</small>}
            </span>
            {waiting && <WaitingMark />}
            {!reading && (entry.personId === me.id || me.role === 'admin') && (
              <button
                type="button"
                className="icon-button"
                aria-label={`Edit ${minutesWords(entry.minutes)} of ${names.person(entry.personId)}`}
                onClick={() => setEditing(entry)}
              >
                <Glyph name="edit" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {shown && <TimeDialog ticketId={ticketId} entry={shown} onClose={() => setEditing(null)} />}
    </section>
  );
}
