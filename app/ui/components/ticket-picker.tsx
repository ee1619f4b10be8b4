import { useEffect, useRef, type ReactNode } from 'react';
import { useFoundTickets, useTicketsById } from '../../queries/tickets.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { numberFollows } from '../words/labels.ts';
import { Combobox, useSearch } from './combobox.tsx';
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
  const input = useRef<HTMLInputElement>(null);
  // One came to name a ticket; the dialog around it is open by now.
  useEffect(() => input.current?.focus(), []);
  const [picked] = useTicketsById(ticketId === null ? [] : [ticketId]);
  const search = useSearch();
  const { sought, seek } = search;
  const found = useFoundTickets(sought ?? '', beside, shownAtMost);
  return (
    <Combobox
      label={label}
      className="ticket-picker"
      search={search}
      found={found}
      keyOf={({ id }) => id}
      onPick={(ticket) => {
        if (ticket) onPick(ticket.id);
        seek(null);
      }}
      opensByArrow
      input={{
        ref: input,
        dir: 'auto',
        placeholder: 'Number or words',
        value: sought ?? (picked ? nameOf(picked) : ''),
        onFocus: (event) => {
          event.target.select();
          if (ticketId === null) seek('');
        },
        onChange: (event) => {
          seek(event.target.value);
          // What is typed anew names another one.
          onPick(null);
        },
        onBlur: () => seek(null),
      }}
      hint={
        sought !== null &&
        sought.trim() !== '' &&
        found.length === 0 && <p className="field-hint">No such ticket on this device.</p>
      }
    >
      {({ status, number, title }) => (
        <>
          <StatusMark status={status} />
          <span className="ticket-number">{number ?? numberFollows}</span>
          <bdi>{title}</bdi>
        </>
      )}
    </Combobox>
  );
}
