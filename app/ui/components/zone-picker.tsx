import { useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { isTimeZone, offsetAt } from '../../../shared/lib/time-zone.ts';
import { useNow } from '../hooks/use-now.ts';
import { allZones, findZones, offsetWords, placeOf } from '../words/zones.ts';

interface ZonePickerProps {
  zone: string;
  problem: string | undefined;
  onPick: (zone: string) => void;
}

const shownAtMost = 8;

/** Finds one time zone among hundreds by typing a part of its name; its clock beside it says whether it is the right one. */
export function ZonePicker({ zone, problem, onPick }: ZonePickerProps): ReactNode {
  const id = useId();
  const now = useNow();
  const zones = useMemo(() => allZones(), []);
  /** What is being typed; null while nobody searches. */
  const [sought, setSought] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const found = sought === null ? [] : findZones(zones, sought, shownAtMost);
  const seek = (text: string | null) => {
    setSought(text);
    setActive(0);
  };
  const pick = (picked: string | undefined) => {
    if (picked) onPick(picked);
    seek(null);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && sought === null) seek('');
    else if (step) setActive(Math.max(0, Math.min(found.length - 1, active + step)));
    else if (sought === null) return;
    else if (event.key === 'Enter') pick(found[active]);
    else if (event.key === 'Escape') seek(null);
    else return;
    event.preventDefault();
  };
  const there = isTimeZone(zone) ? `It is ${timeIn(zone, now)} there now.` : undefined;
  return (
    <div className="field person-picker">
      <label htmlFor={id}>Time zone</label>
      <input
        id={id}
        className="input"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        aria-describedby={`${id}-note`}
        aria-invalid={problem ? true : undefined}
        autoComplete="off"
        value={sought ?? zone}
        onFocus={(event) => event.target.select()}
        onChange={(event) => seek(event.target.value)}
        onKeyDown={press}
        // A name typed to its end is as good as picked.
        onBlur={() => pick(zones.find((one) => one.toLowerCase() === sought?.trim().toLowerCase()))}
      />
      <p id={`${id}-note`} className={problem ? 'field-problem' : 'field-hint'}>
        {sought !== null && found.length === 0 ? 'No time zone of that name.' : (problem ?? there)}
      </p>
      <ul id={`${id}-list`} role="listbox" aria-label="Time zones" hidden={found.length === 0}>
        {found.map((one, index) => (
          <li
            key={one}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the blur that would close the list under the pointer.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(one);
            }}
          >
            <span>{placeOf(one)}</span>
            <small>
              {one}, {timeIn(one, now)}
            </small>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** `14:05 (UTC+1)` */
function timeIn(timeZone: string, now: number): string {
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short', timeZone }).format(now);
  return `${time} (${offsetWords(offsetAt(now, timeZone))})`;
}
