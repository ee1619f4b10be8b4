import { useState, type ReactNode } from 'react';
import type { EventKind } from '../../../shared/model/conversation.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { appointmentWords } from '../words/event-words.ts';
import { mapAddress } from '../words/map-address.ts';
import { AppointmentDialog } from './appointment-dialog.tsx';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { PlaceDialog } from './place-dialog.tsx';

interface WhereAndWhenProps {
  ticket: TicketSummary;
  waiting: ReadonlySet<EventKind>;
  editable: boolean;
}

/** Where the work is and when somebody comes; staff say so, requesters are told. */
export function WhereAndWhen({ ticket, waiting, editable }: WhereAndWhenProps): ReactNode {
  const [asking, setAsking] = useState<'place' | 'appointment' | null>(null);
  const stop = () => setAsking(null);
  const { address, startsAt } = ticket;
  const placed = address !== null || ticket.latitude !== null;
  const edit = (what: 'place' | 'appointment') =>
    editable && (
      <button
        type="button"
        className="icon-button"
        aria-label={`Edit ${what}`}
        data-testid={`edit-${what}`}
        onClick={() => setAsking(what)}
      >
        <Glyph name="edit" />
      </button>
    );
  return (
    <>
      {(placed || editable) && (
        <div>
          <dt>
            Place {waiting.has('place') && <WaitingMark />} {edit('place')}
          </dt>
          <dd dir="auto">
            {placed ? address : <span className="faint">None.</span>}
            <MapLink place={ticket} />
          </dd>
        </div>
      )}
      {(startsAt !== null || editable) && (
        <div>
          <dt>
            Appointment {waiting.has('appointment') && <WaitingMark />} {edit('appointment')}
          </dt>
          <dd>{startsAt === null ? <span className="faint">None.</span> : appointmentWords(ticket)}</dd>
        </div>
      )}
      {asking === 'place' && <PlaceDialog ticket={ticket} onClose={stop} />}
      {asking === 'appointment' && <AppointmentDialog ticket={ticket} onClose={stop} />}
    </>
  );
}

function MapLink({ place }: { place: TicketSummary }): ReactNode {
  const address = mapAddress(place, navigator.userAgent);
  if (address === null) return null;
  // An app is called from where one is; a page goes into a window of its own.
  const apart = address.startsWith('https:') && { target: '_blank', rel: 'noopener noreferrer' };
  return (
    <a className="map-link" href={address} {...apart}>
      <Glyph name="pin" />
      Open in maps
    </a>
  );
}
