import { useId, useMemo, useState, type ChangeEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { holidaysIn } from '../../../shared/rules/sla/ical.ts';
import type { Ical } from '../../../shared/rules/sla/ical-rule.ts';
import { useNow } from '../hooks/use-now.ts';
import type { HolidayForm } from '../words/calendar-form.ts';
import { textOfBytes } from '../words/holiday-import.ts';
import { Glyph } from './glyph.tsx';
import { ImportDialog, type Years } from './import-dialog.tsx';
import { useToast } from './toasts.tsx';

interface HolidayImportProps {
  timeZone: string;
  holidays: readonly HolidayForm[];
  onTake: (holidays: HolidayForm[]) => void;
}

/** Takes days out of an iCalendar file: chosen, looked at, and only then into the form. */
export function HolidayImport({ timeZone, holidays, onTake }: HolidayImportProps): ReactNode {
  const id = useId();
  const toast = useToast();
  const thisYear = new Date(useNow()).getFullYear();
  const [years, setYears] = useState<Years>({ fromYear: thisYear, toYear: thisYear + 2 });
  const [file, setFile] = useState<{ name: string; text: string; ical: Ical } | null>(null);
  const found = useMemo(
    () => file && holidaysIn(file.text, { timeZone, ...years }, file.ical),
    [file, timeZone, years],
  );
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target;
    const [chosen] = input.files ?? [];
    if (!chosen) return;
    try {
      // The library is larger than this whole form: it comes with the first file.
      const [bytes, { default: ical }] = await Promise.all([chosen.arrayBuffer(), import('ical.js')]);
      setFile({ name: chosen.name, text: textOfBytes(bytes), ical });
    } catch {
      toast({ text: `“${chosen.name}” could not be read.` });
    }
    // The same file may be chosen again.
    input.value = '';
  };
  return (
    <>
      <input
        id={id}
        type="file"
        className="unseen"
        accept=".ics,.ical,.ifb,text/calendar"
        data-testid="holiday-file"
        onChange={(event) => void choose(event)}
      />
      <label className="button" htmlFor={id}>
        <Glyph name="install" /> Import from a calendar file
      </label>
      {file &&
        found &&
        // Outside the form: Enter in here must not save it.
        createPortal(
          <ImportDialog
            name={file.name}
            found={found}
            years={years}
            onYears={setYears}
            present={holidays}
            onTake={(next) => {
              onTake(next);
              setFile(null);
            }}
            onClose={() => setFile(null)}
          />,
          document.body,
        )}
    </>
  );
}
