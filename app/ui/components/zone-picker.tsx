import { useId, useMemo, type ReactNode } from 'react';
import { isTimeZone, offsetAt } from '../../../shared/lib/time-zone.ts';
import { useNow } from '../hooks/use-now.ts';
import { allZones, findZones, offsetWords, placeOf } from '../words/zones.ts';
import { Combobox, useSearch } from './combobox.tsx';

interface ZonePickerProps {
  zone: string;
  problem: string | undefined;
  onPick: (zone: string) => void;
}

const shownAtMost = 8;

/** Finds one time zone among hundreds by typing a part of its name; its clock beside it says whether it is the right one. */
export function ZonePicker({ zone, problem, onPick }: ZonePickerProps): ReactNode {
  const noteId = useId();
  const now = useNow();
  const zones = useMemo(() => allZones(), []);
  const search = useSearch();
  const { sought, seek } = search;
  const found = sought === null ? [] : findZones(zones, sought, shownAtMost);
  const pick = (picked: string | undefined) => {
    if (picked) onPick(picked);
    seek(null);
  };
  const there = isTimeZone(zone) ? `It is ${timeIn(zone, now)} there now.` : undefined;
  return (
    <Combobox
      label="Time zone"
      listLabel="Time zones"
      search={search}
      found={found}
      keyOf={(one) => one}
      onPick={pick}
      opensByArrow
      input={{
        'aria-describedby': noteId,
        'aria-invalid': problem ? true : undefined,
        value: sought ?? zone,
        onFocus: (event) => event.target.select(),
        onChange: (event) => seek(event.target.value),
        // A name typed to its end is as good as picked.
        onBlur: () => pick(zones.find((one) => one.toLowerCase() === sought?.trim().toLowerCase())),
      }}
      note={
        <p id={noteId} className={problem ? 'field-problem' : 'field-hint'}>
          {sought !== null && found.length === 0 ? 'No time zone of that name.' : (problem ?? there)}
        </p>
      }
    >
      {(one) => (
        <>
          <span>{placeOf(one)}</span>
          <small>
            {one}, {timeIn(one, now)}
          </small>
        </>
      )}
    </Combobox>
  );
}

/** `14:05 (UTC+1)` */
function timeIn(timeZone: string, now: number): string {
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short', timeZone }).format(now);
  return `${time} (${offsetWords(offsetAt(now, timeZone))})`;
}
