import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useFoundTickets, useTicketsById } from '../../queries/tickets.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { numberFollows } from '../words/labels.ts';
import { StatusMark } from './marks.tsx';

interface TicketPickerProps {
  label: string;
  /** The ticket that another is sought for. */
  beside: TicketSummary;
  ticketId: string | null;
  onPick: (ticketId: string | null) => void;
}

const shownAtMost = 8;
const nameOf = ({ number, title }: TicketSummary): string => `${number ?? numberFollows} ${title}`;

/** Finds one ticket of this device by its number or by words; before anything is typed it offers the requester's others. */
export function TicketPicker({ label, beside, ticketId, onPick }: TicketPickerProps): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // One came to name a ticket; the dialog around it is open by now.
  useEffect(() => input.current?.focus(), []);
  const [picked] = useTicketsById(ticketId === null ? [] : [ticketId]);
  /** What is being typed; null while nobody searches. */
  const [sought, setSought] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const found = useFoundTickets(sought ?? '', beside, shownAtMost);
  const open = sought !== null && found.length > 0;
  const pick = (ticket: TicketSummary | undefined) => {
    if (ticket) onPick(ticket.id);
    setSought(null);
    setActive(0);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && sought === null) setSought('');
    else if (sought === null) return;
    else if (step) setActive(Math.max(0, Math.min(found.length - 1, active + step)));
    else if (event.key === 'Enter') pick(found[active]);
    else if (event.key === 'Escape') setSought(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="field person-picker ticket-picker">
      <label htmlFor={id}>{label}</label>
      <input
        ref={input}
        id={id}
        className="input"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found[active] ? `${id}-${active}` : undefined}
        autoComplete="off"
        dir="auto"
        placeholder="Number or words"
        value={sought ?? (picked ? nameOf(picked) : '')}
        onFocus={(event) => {
          event.target.select();
          if (ticketId === null) setSought('');
        }}
        onChange={(event) => {
          setSought(event.target.value);
          setActive(0);
          // What is typed anew names another one.
          onPick(null);
        }}
        onKeyDown={press}
        onBlur={() => setSought(null)}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!open}>
        {found.map((ticket, index) => (
          <li
            key={ticket.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the blur that would close the list under the pointer.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(ticket);
            }}
          >
            <StatusMark status={ticket.status} />
            <span className="ticket-number">{ticket.number ?? numberFollows}</span>
            <bdi>{ticket.title}</bdi>
          </li>
        ))}
      </ul>
      {sought !== null && sought.trim() !== '' && found.length === 0 && (
        <p className="field-hint">No such ticket on this device.</p>
      )}
    </div>
  );
}
